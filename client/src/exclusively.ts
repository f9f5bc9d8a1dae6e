/** One tab at a time: work that other tabs of the origin do under the same name waits until this work is done. */
export async function exclusively<T>(name: string, run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const locks = globalThis.navigator?.locks
  // Without Web Locks it runs at once.
  return locks ? locks.request(name, signal ? { signal } : {}, run) : run()
}
