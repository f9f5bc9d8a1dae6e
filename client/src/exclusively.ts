/** Runs while no other tab of the origin runs under the same name; without Web Locks it runs at once. */
export async function exclusively<T>(name: string, run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const locks = globalThis.navigator?.locks
  return locks ? locks.request(name, signal ? { signal } : {}, run) : run()
}
