import { expect, test } from "vitest";
import { nothing } from "../../src/domain/needs.ts";
import { type SecretFacts, secretErrors, withSecretPlaces } from "../../src/domain/secret.ts";
import { validatePlan } from "../../src/domain/validation.ts";
import { commandOf, kinds } from "./world.ts";

const facts: readonly SecretFacts[] = [
  { name: "PAY", variables: ["PAY_KEY"], destinations: ["api.pay.com"], lacking: null },
  { name: "OLD", variables: ["OLD"], destinations: ["api.old.com"], lacking: "it has no value; set it" },
];

test("a secret that is not there, or cannot be used, is an error with the cure", () => {
  expect(secretErrors(["PAY"], facts)).toEqual([]);
  expect(secretErrors(["NONE", "OLD"], facts)).toEqual([
    'there is no secret "NONE": use PAY, or leave it out.',
    'the secret "OLD" cannot be used: it has no value; set it.',
  ]);
});

test.each([
  [[], ["api.pay.com"]],
  [["git.example.com"], ["git.example.com", "api.pay.com"]],
  [["api.pay.com"], ["api.pay.com"]],
  [["POST api.pay.com/v1/*"], ["POST api.pay.com/v1/*"]],
  [["*.pay.com"], ["*.pay.com"]],
])("where a step with a secret reaches %j by its plan, it is approved for %j", (network, expected) => {
  expect(withSecretPlaces({ ...nothing, network, secrets: ["PAY"] }, facts).network).toEqual(expected);
});

test("a plan's steps are approved with the places of their secrets; one that asks for a secret nobody has goes back", () => {
  const frame = { kinds, agents: [], criteria: [], secrets: facts };
  const valid = validatePlan([commandOf("a", [], { needs: { ...nothing, secrets: ["PAY"] } })], frame);
  expect(valid).toMatchObject({ ok: true, steps: [{ tier: "external", needs: { network: ["api.pay.com"], secrets: ["PAY"] } }] });
  const broken = validatePlan([commandOf("a", [], { needs: { ...nothing, network: ["10.0.0.1"], secrets: ["NONE"] } })], frame);
  expect(broken).toEqual({
    ok: false,
    errors: [
      'step "a": its network cannot be: "10.0.0.1" is an IP address; write the name of the host.',
      'step "a": there is no secret "NONE": use PAY, or leave it out.',
    ],
  });
});
