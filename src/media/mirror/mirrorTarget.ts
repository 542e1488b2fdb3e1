/** Where public copies of media go: any S3, or an upload proxy. `mirroring.ts` sends many things to one. */
export interface MirrorTarget {
  /** Tells targets apart in the store: what lies at one says nothing about another. */
  readonly id: string
  /** Where uploads in parts are begun: the same whatever the public address is. */
  readonly place: string
  /** For people: `bucket "clips" at https://…`. */
  readonly name: string
  /**
   * Uploads once, and answers with the public URL; what is there already, byte for byte, is not sent again.
   * Whole or not at all. Never repeats anything by itself.
   * @throws MirrorFailure
   */
  put(object: MirrorObject, options: PutOptions): Promise<Put>
  /**
   * Takes back an upload in parts that an earlier process began and did not end. Nothing else is touched.
   * @throws MirrorFailure
   */
  clearUp(upload: OpenUpload, signal: AbortSignal): Promise<void>
  /**
   * Whether the object of a public URL lies there, whoever may read it; null where that cannot be told.
   * @throws MirrorFailure
   */
  holds(url: string, signal: AbortSignal): Promise<boolean | null>
  /**
   * The object of a public URL, whoever may read it; null where it cannot be had that way.
   * @throws MirrorFailure
   */
  fetch(url: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | null>
  /**
   * Whether it would take anything. Writes nothing.
   * @throws MirrorFailure
   */
  probe(signal: AbortSignal): Promise<void>
}

export interface MirrorObject {
  /** Of the bytes, hex. */
  readonly sha256: string
  readonly byteCount: number
  readonly mediaType: string
  /** `{prefix}/{workflow}/{sha256}.{ext}` */
  readonly key: string
  /** What a browser saves it as. */
  readonly downloadName: string
  /** The local file that holds the bytes. */
  readonly path: string
}

export interface Put {
  readonly url: string
  /** Bytes sent for it; 0 where it was there. */
  readonly sentBytes: number
}

export interface PutOptions {
  readonly signal: AbortSignal
  /** Remembers uploads in parts, so that one that is cut off can be taken back. */
  readonly uploads: UploadMemory
  /** Some bytes have arrived. */
  onProgress(): void
}

/** An upload in parts that was begun. `uploadId` is null where the process died before it knew. */
export interface OpenUpload {
  readonly id: number
  readonly key: string
  readonly uploadId: string | null
  /** Unix milliseconds. */
  readonly beganAt: number
}

export interface UploadMemory {
  /** On disk before the target is asked to begin. */
  begin(key: string): Promise<number>
  named(id: number, uploadId: string): Promise<void>
  ended(id: number): Promise<void>
}
