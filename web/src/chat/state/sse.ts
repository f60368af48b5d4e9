/** Reads a text/event-stream by hand: EventSource cannot carry the session's token. */

export interface ServerEvent {
  event: string;
  data: string;
  id: string | null;
}

/** Fed with pieces of the stream as they arrive; gives the events completed so far. */
export class SseParser {
  private rest = '';
  private held = '';

  push(piece: string): ServerEvent[] {
    const text = this.held + piece;
    // A carriage return at the end may be half of a line's end whose other half is still on the way.
    this.held = text.endsWith('\r') ? '\r' : '';
    this.rest += text.slice(0, text.length - this.held.length).replace(/\r\n?/g, '\n');
    const blocks = this.rest.split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.map(eventOf).filter((event): event is ServerEvent => event !== null);
  }
}

function eventOf(block: string): ServerEvent | null {
  const data: string[] = [];
  let event = 'message';
  let id: string | null = null;
  for (const line of block.split('\n')) {
    if (line.startsWith(':')) continue;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id') id = value;
  }
  return data.length ? { event, data: data.join('\n'), id } : null;
}
