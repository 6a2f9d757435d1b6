/** What Discord takes, and no more (docs.discord.com/developers/components/reference), in characters as JavaScript counts them. */
export const limits = {
  /** All components of a message, those inside of others too. */
  components: 40,
  /** All text displays of a message together. */
  text: 4_000,
  rowButtons: 5,
  button: 80,
  selectOptions: 25,
  option: 100,
  /** Forms: what lies directly in one, and its words. */
  modalParts: 5,
  modalTitle: 45,
  label: 45,
  description: 100,
  input: 4_000,
  uploads: 10,
  /** Files of one message. */
  attachments: 10,
  /** One file without boosts, and the files of one message together (platforms.md: 4). */
  fileBytes: 10 * 1024 ** 2,
  messageBytes: 24 * 1024 ** 2,
} as const;
