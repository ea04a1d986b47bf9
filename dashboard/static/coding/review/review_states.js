// Who has looked at an event, in words, and which events a reader of the list is to look at.
import { say } from "../../shared/words.js";

/**
 * What a second coder has made of an event, as a line.
 * @param {{state: string, by: string, remark: string, answer: string, changes: unknown[]}} review
 * @param {string} me who reads it
 */
export function reviewWords({ state, by, remark, answer, changes }, me) {
  const who = by === me ? say("code_review.you") : by;
  return [
    say(`code_review.${state}`, { who, remark }),
    answer && say("code_review.answer", { answer }),
    state === "sent_back" && changes.length ? say("code_review.changed_since") : "",
  ].filter(Boolean).join(" ");
}

/** Whether the newest change of an event is one's own, so that another has to look at it. */
export const isOwn = ({ review }, me) => review.coders.at(-1) === me;

/** The choices of the list, and the right that each is for. */
export const CHOICES = {
  all: { right: "", has: () => true },
  to_review: {
    right: "review",
    has: (draft, me) => !isOwn(draft, me) && (["unseen", "changed", "ready"].includes(draft.review.state) || isAnswered(draft.review)),
  },
  sent_back_to_me: { right: "code", has: ({ review }, me) => review.state === "sent_back" && review.coders.includes(me) },
};

const isAnswered = ({ state, changes }) => state === "sent_back" && changes.length > 0;
