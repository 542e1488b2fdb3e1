/** How the sheet prints: no frame is torn by a page, no prompt is clipped, a clip shows its start frame. */

export const paperStyles = `
@page { margin: 13mm 12mm 15mm; }
@media print {
  :root { --paper: #fff; --line: #cfcbc3; --quiet: #5d5952; }
  body { font-size: 10pt; }
  main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .top { padding: 0 0 4mm; }
  .counts, .open { margin-top: 3mm; }
  h1 { font-size: 24pt; }
  .contents, summary, details { display: none; }
  .strip { padding-bottom: 4mm; }
  .seed { margin-left: 0; width: 100%; font-size: 6.5pt; }
  .strip a { width: 14mm; font-size: 7pt; }
  .tab > h2 { padding: 4mm 0 3mm; }
  .tab + .tab { break-before: page; }
  .scene { padding: 4mm 0 5mm; }
  .row {
    grid-template: "head pictures" auto "sources pictures" auto "record pictures" 1fr "record prompt" auto / 38mm minmax(0, 1fr);
    gap: 2.5mm 6mm; padding-top: 1.5mm; break-inside: avoid;
  }
  .about { display: contents; }
  .sources { grid-area: sources; }
  .record { grid-area: record; }
  .prompt { grid-area: prompt; }
  h3 { font-size: 11.5pt; }
  .row > header .facts { font-size: 8pt; }
  .sources, .record { font-size: 8pt; gap: 2mm; }
  .prompt { font-size: 8.5pt; line-height: 1.4; }
  .row + .row { margin-top: 6mm; }
  .row > header, h2, h3, h4 { break-after: avoid; }
  .pictures { margin-top: 0; }
  .frames { gap: 3.5mm; }
  .frames:not(.wide) { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .earlier { gap: 2mm 5mm; margin-top: 3.5mm; padding-top: 2.5mm; break-inside: avoid; }
  .earlier h4 { font-size: 9pt; }
  .changes { font-size: 8pt; line-height: 1.4; }
  .candidate, .frame, .failure, .inputs li, .nothing { break-inside: avoid; }
  .pictures .frames { break-inside: avoid; }
  .words.json { font-size: 7.5pt; line-height: 1.4; }
  details:not([open]) + .words { max-height: none; overflow: visible; -webkit-mask-image: none; mask-image: none; }
  .frame video { visibility: hidden; }
  .frame .paper { position: absolute; inset: auto 0 0; display: block; padding: 1.5mm 2mm; font-size: 7.5pt; text-align: center; background: rgb(255 255 255 / .86); }
  .words { orphans: 3; widows: 3; }
  a { text-decoration: none; }
  footer { break-inside: avoid; }
}
`
