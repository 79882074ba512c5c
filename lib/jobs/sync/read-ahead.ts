/**
 * Asks for the next item while the last one is being worked on: waiting for OpenRouter and writing overlap. With each
 * item comes the moment before it was asked for.
 */
export async function* readAhead<Item>(
  items: AsyncGenerator<Item>,
  now: () => Date,
): AsyncGenerator<{ item: Item; askedAt: Date }> {
  const ask = () => ({ askedAt: now(), answer: items.next() });
  let next = ask();
  for (;;) {
    const { askedAt } = next;
    const { done, value } = await next.answer;
    if (done) return;
    next = ask();
    // Seen when it is awaited above; meanwhile the worker may stop for another reason.
    next.answer.catch(() => {});
    yield { item: value, askedAt };
  }
}
