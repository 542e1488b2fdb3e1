/** How the sheet looks on a screen: quiet paper, pictures first, one colour, which marks picks and what waits for a person. */

export const screenStyles = `
:root {
  color-scheme: light dark;
  --paper: #f8f7f4; --ink: #1d1c1a; --quiet: #6d6962; --line: #e1ded7; --well: #eceae4; --accent: #bf4310; --on-accent: #fff;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #141312; --ink: #ebe8e2; --quiet: #9a958c; --line: #2b2926; --well: #1f1d1b; --accent: #ff8e52; --on-accent: #1b0f08; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; -webkit-font-smoothing: antialiased;
}
main, footer { max-width: 100rem; margin: 0 auto; padding: 0 clamp(1rem, 3.5vw, 3.5rem); }
h1, h2, h3, h4, p, ul, figure { margin: 0; padding: 0; font-weight: inherit; font-size: inherit; }
ul { list-style: none; }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
a:hover { text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
img, video, svg { display: block; max-width: 100%; height: auto; }
i, em { font-style: normal; }
strong { font-weight: 600; }
.quiet, .facts, .seed, .mark, i { color: var(--quiet); }
.facts, .quiet { font-variant-numeric: tabular-nums; }

.top { padding: clamp(2rem, 6vw, 5rem) 0 2.5rem; }
.kicker { color: var(--quiet); }
h1 { font-size: clamp(1.9rem, 4.5vw, 3.1rem); line-height: 1.1; font-weight: 600; letter-spacing: -.025em; margin: .15em 0 .3em; }
.counts { margin-top: 1.5rem; font-size: 1.15rem; font-weight: 500; }
.counts span { white-space: nowrap; }
.receipt { font-family: var(--mono); font-size: .85rem; color: var(--quiet); margin-top: .2rem; white-space: pre-wrap; }
.sketch { margin-top: 1.25rem; max-width: 46rem; padding-left: .9rem; border-left: 3px solid var(--accent); }
.open { margin-top: 1.25rem; columns: 21rem; column-gap: 2rem; }
.open li { break-inside: avoid; padding: .1rem 0 .1rem 1rem; text-indent: -1rem; }
.open li::before { content: "–"; display: inline-block; width: 1rem; text-indent: 0; color: var(--accent); }

.strip { display: flex; flex-wrap: wrap; gap: .9rem .7rem; padding-bottom: 2.5rem; }
.strip a { width: 5.25rem; font-size: .72rem; line-height: 1.3; color: var(--quiet); text-decoration: none; }
.strip img, .strip svg { width: 100%; margin-bottom: .35rem; border-radius: 2px; background: var(--well); }
.strip a:hover { color: var(--ink); }
.contents { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(14rem, 100%), 1fr)); gap: 1.75rem 2rem; padding-bottom: 2.5rem; }
.contents h2 { font-weight: 600; margin-bottom: .3rem; }
.contents h2 a, .contents li a { text-decoration: none; }
.contents li { font-size: .86rem; color: var(--quiet); }
.contents li a:hover { color: var(--ink); }
.contents .failed a::after, .contents .waiting a::after { content: " waits"; color: var(--accent); }
.contents .failed a::after { content: " did not land"; }

.tab > h2 { font-size: 1.7rem; font-weight: 600; letter-spacing: -.02em; padding: 3rem 0 1rem; }
.scene { border-top: 1px solid var(--line); padding: 2.25rem 0 2.75rem; }
.row { display: grid; grid-template: "head pictures" auto "about pictures" 1fr / minmax(15rem, 17.5rem) minmax(0, 1fr); gap: .9rem clamp(1.75rem, 3.5vw, 3.25rem); }
.row + .row { margin-top: 2.25rem; }
.row > header { grid-area: head; }
.pictures { grid-area: pictures; }
.about { grid-area: about; font-size: .9rem; }
.about, .sources, .record { display: grid; grid-template-columns: minmax(0, 1fr); gap: .9rem; align-content: start; }
.sources:empty { display: none; }
.record { gap: .5rem; }
h3 { font-size: 1.2rem; line-height: 1.3; font-weight: 600; letter-spacing: -.01em; }
h4 { font-weight: 600; }
.row > header .facts { font-size: .82rem; }
.status.failed, .status.partial, .status.held { color: var(--ink); font-weight: 600; }

.frames { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 1.25rem clamp(.6rem, 1.1vw, 1.1rem); }
.frames.wide { grid-template-columns: repeat(2, minmax(0, 1fr)); }
.frame { position: relative; border-radius: 3px; background: var(--well); }
.frame img, .frame video, .frame svg { width: 100%; border-radius: 3px; }
.frame video { position: relative; }
.frame .under { position: absolute; inset: 0; height: 100%; object-fit: cover; }
.frame .paper { display: none; }
.frame a { display: block; cursor: zoom-in; }
.pick .frame { outline: 3px solid var(--accent); outline-offset: 3px; }
.pick.auto .frame { outline-width: 1.5px; }
.pick.lapsed .frame { outline: 1.5px dashed var(--quiet); }
.frame.empty { background: none; box-shadow: inset 0 0 0 1px var(--line); }
.frame.empty p { position: absolute; inset: 0; display: grid; place-content: center; padding: .75rem; text-align: center; font-size: .85rem; color: var(--quiet); }
figcaption { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .55rem; margin-top: .6rem; font-size: .8rem; }
.key { font-family: var(--mono); font-weight: 600; font-size: .82rem; }
figcaption .key { min-width: 1.5em; padding: 0 .4em; text-align: center; border: 1px solid var(--line); border-radius: 4px; }
.pick .key { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.pick.auto .key { background: none; color: var(--accent); }
.pick.lapsed .key { background: none; border: 1px dashed var(--quiet); color: var(--quiet); }
.rejected .frame > * { opacity: .3; filter: grayscale(1); }
.rejected .frame:hover > *, .rejected .frame:focus-within > * { opacity: 1; filter: none; }
.rejected .frame::after { content: ""; position: absolute; inset: 0; pointer-events: none; background: linear-gradient(to top right, transparent calc(50% - 1.25px), var(--quiet) calc(50% - .5px), var(--quiet) calc(50% + .5px), transparent calc(50% + 1.25px)); }
.rejected .frame:hover::after, .rejected .frame:focus-within::after { opacity: 0; }
.rejected .key { color: var(--quiet); }
.tell { color: var(--quiet); min-width: 0; }
.tell strong { color: var(--ink); }
.badge { color: var(--accent); font-weight: 600; }
.lapsed .badge { color: var(--quiet); }
.seed { margin-left: auto; font-family: var(--mono); font-size: .72rem; }
.nothing { padding: 1.1rem 1.25rem; border: 1px dashed var(--line); border-radius: 3px; color: var(--quiet); }
.nothing strong { color: var(--ink); margin-right: .35em; }

.failure { margin-top: 1.5rem; padding-left: .9rem; border-left: 3px solid var(--ink); max-width: 46rem; font-size: .9rem; }
.failure .said { margin: .25rem 0; font-family: var(--mono); font-size: .8rem; color: var(--quiet); white-space: pre-wrap; }
.label { font-weight: 600; margin-right: .25em; }
.earlier { display: grid; grid-template: "head head" auto "frames changes" 1fr / minmax(0, 1fr) minmax(0, 1fr); gap: .8rem clamp(1.25rem, 2.5vw, 2.25rem); margin-top: 1.75rem; padding-top: 1.1rem; border-top: 1px solid var(--line); }
.earlier h4 { grid-area: head; font-size: .9rem; }
.earlier h4 .quiet { font-weight: 400; font-size: .82rem; margin-left: .3em; }
.earlier .frames { grid-area: frames; gap: .9rem .6rem; align-content: start; }
.earlier figcaption { margin-top: .4rem; font-size: .72rem; line-height: 1.35; gap: .1rem .4rem; }
.earlier figcaption .key { font-size: .72rem; }
.earlier .badge { font-weight: 500; }
.earlier .pick .frame { outline-offset: 2px; }
.earlier .frame.empty p { padding: .25rem; font-size: .7rem; }
.clip img { object-fit: cover; height: auto; }
.play { position: absolute; left: 50%; top: 50%; width: 1.9rem; height: 1.9rem; margin: -.95rem; border-radius: 50%; background: rgb(20 19 18 / .62); }
.play::before { content: ""; position: absolute; left: 39%; top: 29%; border: solid transparent; border-width: .4rem 0 .4rem .62rem; border-left-color: #fff; }
.clip a:hover .play { background: rgb(20 19 18 / .85); }
.changes { grid-area: changes; font-size: .82rem; max-width: 34rem; }
.changes .label { margin-bottom: .15rem; }
.changes li + li { margin-top: .5rem; }
del { color: var(--quiet); text-decoration: line-through; }
ins { font-weight: 600; text-decoration: underline; text-decoration-thickness: 1.5px; text-underline-offset: .2em; }
.more { margin-top: 1rem; font-size: .8rem; }
.waits { padding-left: .75rem; border-left: 3px solid var(--accent); }
.waits strong { color: var(--accent); }
.inputs { display: flex; flex-wrap: wrap; gap: .7rem 1.1rem; }
.inputs li { display: flex; gap: .65rem; align-items: center; font-size: .8rem; line-height: 1.35; min-width: 0; }
.inputs li > :first-child { flex: none; }
.inputs img, .inputs .missing { width: 3.25rem; height: 3.25rem; object-fit: cover; border-radius: 3px; background: var(--well); }
.missing { box-shadow: inset 0 0 0 1px var(--line); }
.prompt, .folding { display: flex; flex-direction: column; align-items: start; }
.words { width: 100%; white-space: pre-wrap; }
.words.json { font-family: var(--mono); font-size: .78rem; line-height: 1.55; }
.words b { font-weight: 400; color: var(--quiet); }
details { order: 1; margin-top: .3rem; }
summary { cursor: pointer; font-size: .82rem; color: var(--quiet); }
summary:hover { color: var(--ink); }
details:not([open]) + .words { max-height: 15.5em; overflow: hidden; -webkit-mask-image: linear-gradient(#000 70%, transparent); mask-image: linear-gradient(#000 70%, transparent); }
.parameters { font-size: .78rem; line-height: 1.6; }
.parameters span { margin-right: .7em; }
.picked { font-size: .8rem; line-height: 1.4; }
footer { padding-top: 1.5rem; padding-bottom: 3rem; font-size: .8rem; color: var(--quiet); }
main + footer::before { content: ""; display: block; border-top: 1px solid var(--line); margin-bottom: 1.25rem; }

@media (max-width: 60rem) {
  .row { grid-template: "head" auto "pictures" auto "about" auto / minmax(0, 1fr); }
  .pictures { margin-top: .25rem; }
  .about { max-width: 46rem; margin-top: .5rem; }
}
@media (max-width: 36rem) {
  .frames, .frames.wide { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.1rem .8rem; }
  .frames.wide { grid-template-columns: minmax(0, 1fr); }
  .earlier { grid-template: "head" auto "frames" auto "changes" auto / minmax(0, 1fr); }
  .earlier .frames { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .earlier .frames.wide { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .seed { margin-left: 0; width: 100%; }
  .contents ul { columns: 2; }
  .strip { gap: .8rem .6rem; }
  .strip a { width: calc(25% - .45rem); }
}
`
