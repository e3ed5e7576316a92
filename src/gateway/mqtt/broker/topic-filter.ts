/**
 * Which topics and topic filters are well-formed and within the limits, and which topics a filter matches
 * (docs/service/gateway.md#publish-and-subscribe).
 */

interface TopicLimits {
  readonly topicBytes: number;
  readonly topicSlashes: number;
}

/** True for a topic name that can be published to: not empty, without wildcards, within the limits. */
export function isValidTopic(topic: string, limits: TopicLimits): boolean {
  return topic !== '' && !topic.includes('+') && !topic.includes('#') && isWithinLimits(topic, limits);
}

/** True for a valid topic filter: wildcards fill whole levels, and `#` comes last. */
export function isValidFilter(filter: string, limits: TopicLimits): boolean {
  if (filter === '' || !isWithinLimits(filter, limits)) return false;
  const levels = filter.split('/');
  return levels.every(
    (level, index) =>
      level === '+' || (level === '#' && index === levels.length - 1) || (!level.includes('+') && !level.includes('#')),
  );
}

export function hasWildcard(filter: string): boolean {
  return filter.includes('+') || filter.includes('#');
}

/**
 * Namespaces make some topics of the jobs service longer than other topics may be
 * (docs/service/gateway.md#limits-of-messages).
 */
const JOBS_TOPIC_BYTES = 512;

/** True for a topic or filter that is not too long or too deep; `$aws/rules/<rule>/` does not count towards the slashes. */
export function isWithinLimits(topic: string, { topicBytes, topicSlashes }: TopicLimits): boolean {
  const limit = topic.startsWith('$aws/things/') ? Math.max(topicBytes, JOBS_TOPIC_BYTES) : topicBytes;
  // A code unit takes at most three bytes, so most topics need no exact count.
  if (topic.length * 3 > limit && Buffer.byteLength(topic) > limit) return false;
  const uncounted = topic.startsWith('$aws/rules/') ? 3 : 0;
  let slashes = -uncounted;
  for (let index = topic.indexOf('/'); index !== -1; index = topic.indexOf('/', index + 1)) slashes += 1;
  return slashes <= topicSlashes;
}

/**
 * True if a valid filter matches a topic. Unlike in standard MQTT, `a/#` does not match `a`; a leading wildcard matches
 * no topic that starts with `$`.
 */
export function matches(filter: string, topic: string): boolean {
  if (filter === topic) return true;
  if (topic.startsWith('$') && !filter.startsWith('$')) return false;
  let filterStart = 0;
  let topicStart = 0;
  while (true) {
    if (filter.charCodeAt(filterStart) === HASH) return true;
    const filterEnd = endOfLevel(filter, filterStart);
    const topicEnd = endOfLevel(topic, topicStart);
    const isPlus = filter.charCodeAt(filterStart) === PLUS;
    const isSame =
      isPlus ||
      (filterEnd - filterStart === topicEnd - topicStart &&
        topic.startsWith(filter.slice(filterStart, filterEnd), topicStart));
    if (!isSame) return false;
    const isFilterDone = filterEnd === filter.length;
    const isTopicDone = topicEnd === topic.length;
    if (isFilterDone || isTopicDone) return isFilterDone && isTopicDone;
    filterStart = filterEnd + 1;
    topicStart = topicEnd + 1;
  }
}

const HASH = '#'.charCodeAt(0);
const PLUS = '+'.charCodeAt(0);

function endOfLevel(text: string, start: number): number {
  const slash = text.indexOf('/', start);
  return slash === -1 ? text.length : slash;
}
