// What went wrong, in the reader's language and with what to do; the server's own words stay aside.

import { language, say } from "./strings.js";
import { element } from "./text.js";

// By the last part of a problem's type: its title, and what to do about it.
const WORDS = {
  en: {
    busy: ["Too many requests at once", "Try again in a few seconds."],
    "encoder-mismatch": ["The index was made by another model", "Ask whoever runs the server."],
    "encoder-unavailable": ["The model cannot be loaded", "Ask whoever runs the server."],
    conflict: ["There are others here by now", "Look again, then try once more."],
    exists: ["It is here already", "Choose another name."],
    host: ["The server does not go by this name", "Open it at another address."],
    internal: ["The server failed", "Try again; if that does not help, tell whoever runs it."],
    invalid: ["This cannot be done as asked", "Mend the question or the page’s address, then try again."],
    malformed: ["The request cannot be read", "Load the page anew, then try again."],
    "media-type": ["The request is of another kind", "Load the page anew, then try again."],
    method: ["This address is not asked that way", "Load the page anew, then try again."],
    "no-such-address": ["There is nothing at this address", "Start from the first page."],
    "not-found": ["It is not here, or no longer", "Ask again: the documents may have changed."],
    "not-ready": ["The documents are still being opened", "Try again in a few seconds."],
    origin: ["The request comes from another site", "Open the server’s own page."],
    range: ["The file has no such part", "Open the document again."],
    rate: ["Too many questions with this key", "Try again in a minute."],
    scope: ["This key does not allow it", "Ask whoever runs the server for another key."],
    stopping: ["The server is stopping", "Try again in a few seconds."],
    store: ["The index cannot be used just now", "Try again; if that does not help, tell whoever runs it."],
    token: ["This server needs an access key", "Ask whoever runs it for the key."],
    "too-large": ["That is too much at once", "Divide it, or send less at a time."],
    "too-slow": ["Sending it took too long", "Try again on a better connection."],
  },
  ru: {
    busy: ["Слишком много запросов сразу", "Повторите через несколько секунд."],
    "encoder-mismatch": ["Индекс сделан другой моделью", "Сообщите тому, кто ведёт сервер."],
    "encoder-unavailable": ["Модель не загружается", "Сообщите тому, кто ведёт сервер."],
    conflict: ["Здесь уже не то, что было", "Посмотрите снова и повторите."],
    exists: ["Это здесь уже есть", "Выберите другое имя."],
    host: ["Сервер так не называется", "Откройте его по другому адресу."],
    internal: ["На сервере ошибка", "Повторите; если не поможет, сообщите тому, кто его ведёт."],
    invalid: ["Так сделать нельзя", "Исправьте вопрос или адрес страницы и повторите."],
    malformed: ["Запрос не удалось прочесть", "Обновите страницу и повторите."],
    "media-type": ["Запрос не того вида", "Обновите страницу и повторите."],
    method: ["К этому адресу так не обращаются", "Обновите страницу и повторите."],
    "no-such-address": ["По этому адресу ничего нет", "Начните с первой страницы."],
    "not-found": ["Этого здесь нет или уже нет", "Спросите снова: документы могли измениться."],
    "not-ready": ["Документы ещё открываются", "Повторите через несколько секунд."],
    origin: ["Запрос пришёл с чужого сайта", "Откройте страницу самого сервера."],
    range: ["Такой части у файла нет", "Откройте документ снова."],
    rate: ["Слишком много запросов с этим ключом", "Повторите через минуту."],
    scope: ["Этот ключ такого не разрешает", "Попросите другой у того, кто ведёт сервер."],
    stopping: ["Сервер останавливается", "Повторите через несколько секунд."],
    store: ["Индекс сейчас недоступен", "Повторите; если не поможет, сообщите тому, кто ведёт сервер."],
    token: ["Серверу нужен ключ доступа", "Спросите ключ у того, кто ведёт сервер."],
    "too-large": ["Это слишком много за один раз", "Разделите или отправляйте по частям."],
    "too-slow": ["Отправка заняла слишком много времени", "Повторите при лучшей связи."],
  },
};

/** Return what an error is called, and what to do: two sentences in the page's language. */
export function wordsOf({ slug }) {
  if (slug == null) return [say("failed"), say("failedDetail")];
  return WORDS[language()][slug] ?? [say("refused"), say("refusedDetail")];
}

/** Return what to do about a failure, and the server's own words, folded. */
export function drawAdvice(failure) {
  const [, advice] = wordsOf(failure);
  const children = [element("p", { text: advice })];
  if (failure.detail) {
    const own = element("p", { text: failure.detail, lang: "en" });
    const summary = element("summary", { text: say("serverSays") });
    children.push(element("details", { className: "why", children: [summary, own] }));
  }
  return children;
}
