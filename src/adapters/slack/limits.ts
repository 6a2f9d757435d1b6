/**
 * What Slack takes, and no more (platforms.md: 3.3). Where nothing else is said the number is the one that @slack/types 3.2.0
 * documents beside the field, in characters as JavaScript counts them.
 */
export const limits = {
  /** `text` is cut at 40,000; docs.slack.dev/methods/chat.postMessage asks for at most 4,000. */
  text: 4_000,
  /** docs.slack.dev/block-kit: 50 in a message, 100 in a modal or a home tab. */
  blocksInMessage: 50,
  blocksInView: 100,
  /**
   * All blocks of a message as JSON, in bytes of UTF-8. Nobody documents what `msg_blocks_too_long` counts: about 13,200
   * characters were refused (bolt-js#2509), and 11,341 of text with their containers too (bolt-js#2867). JSON in bytes is more
   * than any reading of that.
   */
  blocksBytes: 12_000,
  section: 3_000,
  actions: 25,
  button: 75,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  selectOptions: 100,
  option: 75,
  placeholder: 150,
  header: 150,
  label: 2_000,
  input: 3_000,
  viewTitle: 24,
  /** slack-morphism's documentation of the plan block. */
  taskCards: 50,
  /** Of one file. Slack takes more; a thread is no place for it. */
  fileBytes: 20 * 1024 ** 2,
} as const;
