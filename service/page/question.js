// The question: it grows with what is typed, is asked by Enter, and by the way once typing pauses.

// After so long, in milliseconds, typing has paused.
const PAUSE = 500;
const SHORTEST = 3;
// A server that takes longer for an answer, or is busy, is not asked by the way for a while.
const SLOW = 2000;
const WHILE = 30_000;
const part = (id) => document.getElementById(id);

let timer = 0;
let underWay = false;
let waiting = false;
let sparedUntil = 0;

/**
 * Take charge of the question. `ask` is called when it is asked. `preview` is called when typing has
 * paused: it returns a promise of how long the answer took in milliseconds, null where there was none.
 *
 * Only one preview is under way at a time, since a server goes on with what nobody waits for.
 */
export function keepQuestion({ ask, preview }) {
  const field = part("question");
  field.addEventListener("input", () => {
    grow();
    stop();
    if (field.value.trim().length >= SHORTEST) timer = setTimeout(() => void look(preview), PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    part("search").requestSubmit();
  });
  part("search").addEventListener("submit", (event) => {
    event.preventDefault();
    stop();
    const question = field.value.trim();
    if (!question) return;
    // On a phone the keyboard would cover what was found.
    if (matchMedia("(pointer: coarse)").matches) field.blur();
    ask(question);
  });
  addEventListener("resize", grow);
}

/** Show a question as if it had been typed. */
export function writeQuestion(question) {
  if (part("question").value !== question) part("question").value = question;
  stop();
  grow();
}

function stop() {
  clearTimeout(timer);
  waiting = false;
}

async function look(preview) {
  if (Date.now() < sparedUntil) return;
  if (underWay) {
    waiting = true;
    return;
  }
  underWay = true;
  const took = await preview(part("question").value.trim());
  underWay = false;
  if (took === null || took > SLOW) sparedUntil = Date.now() + WHILE;
  if (!waiting) return;
  waiting = false;
  void look(preview);
}

// Where the style sheet cannot let a field grow with its text.
function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  const field = part("question");
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
