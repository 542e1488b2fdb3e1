/** What is ready to be sent, most unblocking first: a binary heap. */

export interface JobQueue<Job> {
  push(job: Job): void
  /** What `pop` would give. */
  first(): Job | undefined
  pop(): Job | undefined
  readonly size: number
  /** Takes everything out. */
  drain(): Job[]
}

/** @param before whether the first of two is to be sent first */
export function jobQueue<Job>(before: (a: Job, b: Job) => boolean): JobQueue<Job> {
  let heap: Job[] = []
  const swapUp = (from: number) => {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!before(heap[at]!, heap[parent]!)) return
      ;[heap[at], heap[parent]] = [heap[parent]!, heap[at]!]
      at = parent
    }
  }
  const swapDown = () => {
    for (let at = 0; ; ) {
      const children = [2 * at + 1, 2 * at + 2].filter((child) => child < heap.length)
      const first = children.reduce((best, child) => (before(heap[child]!, heap[best]!) ? child : best), at)
      if (first === at) return
      ;[heap[at], heap[first]] = [heap[first]!, heap[at]!]
      at = first
    }
  }
  return {
    push: (job) => {
      heap.push(job)
      swapUp(heap.length - 1)
    },
    first: () => heap[0],
    pop: () => {
      const [first] = heap
      const last = heap.pop()
      if (heap.length > 0) {
        heap[0] = last!
        swapDown()
      }
      return first
    },
    get size() {
      return heap.length
    },
    drain: () => {
      const all = heap
      heap = []
      return all
    },
  }
}
