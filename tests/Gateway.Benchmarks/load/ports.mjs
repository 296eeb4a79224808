import { once } from 'node:events';
import net from 'node:net';

/** The first of `count` ports in a row that nobody listens at. */
export async function freePorts(count, from = 25_000) {
  for (let base = from; base + count < 60_000; base += count) {
    let free = true;
    for (let port = base; free && port < base + count; port++) {
      free = await isFree(port);
    }
    if (free) {
      return base;
    }
  }
  throw new Error('there are no free ports');
}

async function isFree(port) {
  const probe = net.createServer();
  const opened = once(probe, 'listening').then(() => true, () => false);
  probe.listen(port, '127.0.0.1');
  const free = await opened;
  await new Promise((resolve) => probe.close(resolve));
  return free;
}
