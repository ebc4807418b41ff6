// What the page says, in both languages, and which of them it speaks.

const STRINGS = {
  en: {
    name: "Spravka",
    other: "Русский",
    tagline: "Find the passage that answers, cited to the character",
    api: "API",
    question: "Question",
    placeholder: "Ask in English or Russian",
    search: "Search",
    searching: "Searching…",
    passages: "Passages",
    answer: "Answer",
    copy: "Copy",
    copyTitle: "Copy the answer with its citation",
    copied: "Copied",
    notCopied: "Not copied",
    band_surely: "Surely right.",
    band_probably: "Probably right.",
    band_not_sure: "Not sure.",
    share: "About {percent} of such answers are right.",
    elsewhere: {
      one: "The same sentence stands in {n} more place:",
      other: "The same sentence stands in {n} more places:",
    },
    nothingYet: "There is nothing here yet to answer from.",
    nothingYetWhy: "Add documents below, then ask again.",
    nothingNear: {
      one: "Nothing near this was found in {n} document.",
      other: "Nothing near this was found in {n} documents.",
    },
    nothingNearFiltered: "Nothing near this was found where the filter lets search.",
    otherWords: "Try other words, or ask about one thing at a time.",
    notSure: "Not sure enough to answer.",
    anyway: "Show the likeliest sentence anyway",
    missing: {
      one: "None of the passages found has the word",
      other: "None of the passages found has the words",
    },
    noneLikely: "No sentence found is likely enough to be the answer.",
    found: { one: "{n} passage", other: "{n} passages" },
    lessNear: { one: "{n} more, less near", other: "{n} more, less near" },
    took: "{found} in {time}",
    nothing: "Nothing found. Try other words, or ask about one thing at a time.",
    again: "Try again",
    failed: "The server does not answer",
    failedDetail: "Check that it is running, then try again.",
    refused: "The server refused",
    refusedDetail: "Try again later.",
    serverSays: "What the server says",
    shelf: { one: "{n} document", other: "{n} documents" },
    more: { one: "and {n} more", other: "and {n} more" },
    empty: "No documents yet",
    emptyDetail: "Drop files here ({suffixes}), or add a folder from a terminal: spravka index FOLDER",
    collection: "Collection",
    add: "Add files",
    adding: "Adding {done} of {n}…",
    added: { one: "{n} document added", other: "{n} documents added" },
    replaced: { one: "{n} replaced", other: "{n} replaced" },
    unchanged: { one: "{n} as before", other: "{n} as before" },
    drop: "Drop files to add them",
    delete: "Delete",
    deleteAsk: "Delete {source} from the index?",
    deleted: "{source} is deleted",
    token: "Token",
    tokenAsk: "This server asks for its token. Whoever runs it has it.",
    tokenRefused: "That token was not accepted.",
    tokenSend: "Open",
    addFolder: "Add a folder",
    sameText: "{source}: the same text is already here as {other}",
    searched: { one: "Searched {n} document.", other: "Searched {n} documents." },
    unread: {
      one: "{n} file of the folders is not read",
      other: "{n} files of the folders are not read",
    },
    leftOut: { one: "{n} hidden file left out", other: "{n} hidden files left out" },
    code_unknown_format: "no kind of file that is read",
    code_old_format: "an old format; save it in today’s",
    code_encrypted: "encrypted; save it without a password",
    code_damaged: "damaged; save it anew",
    code_no_text: "no text in it",
    code_garbled: "its text is not what it shows",
    code_empty: "empty",
    code_too_large: "too large; divide it",
    code_limits: "reading it took too much time or memory",
    code_unreachable: "cannot be reached",
    code_invalid: "no document",
    code_name_taken: "another document goes by its name",
    code_link: "a link that leads out of its folder",
    code_hidden: "hidden",
    code_ignored: "left out by a list of its folder",
    line: "line {line}",
    page: "page {page}",
    characters: "characters {start}–{end}",
    score: "score",
    dense: "meaning",
    sparse: "words",
    rerank: "reading",
    notRead: "not read",
    close: "Close",
    text: "Text of the document",
    earlier: "Earlier text",
    later: "Later text",
    loading: "Loading…",
    why: "Why this passage?",
    whyGone: "The documents have changed since; search again.",
    wholePassage: "passage",
    bestSentence: "best sentence",
    notFound: "did not find it",
    gave: "gave {gave}",
    route_stem: "same word",
    route_translation: "translation",
    route_name: "name",
    route_number: "number",
    route_identifier: "identifier",
    route_date: "date",
    route_title: "in the title",
    route_abbreviation: "abbreviation",
    route_spelling: "with a typing error",
    route_layout: "on the other keyboard layout",
    exact: "named exactly",
    understood: "understood as “{query}”",
    nowhere: "nowhere in the documents: {words}",
    changed: "The document has changed since this passage was found; the marked place may be another.",
  },
  ru: {
    name: "Справка",
    other: "English",
    tagline: "Найдите место с ответом, с цитатой до знака",
    api: "API",
    question: "Вопрос",
    placeholder: "Спросите по-русски или по-английски",
    search: "Найти",
    searching: "Ищем…",
    passages: "Отрывки",
    answer: "Ответ",
    copy: "Скопировать",
    copyTitle: "Скопировать ответ со ссылкой на источник",
    copied: "Скопировано",
    notCopied: "Не скопировалось",
    band_surely: "Наверняка верно.",
    band_probably: "Скорее всего верно.",
    band_not_sure: "Верно ли это, неясно.",
    share: "Из таких ответов верны около {percent}.",
    elsewhere: {
      one: "Это же предложение есть ещё в {n} месте:",
      few: "Это же предложение есть ещё в {n} местах:",
      many: "Это же предложение есть ещё в {n} местах:",
      other: "Это же предложение есть ещё в {n} местах:",
    },
    nothingYet: "Отвечать пока не по чему.",
    nothingYetWhy: "Добавьте документы ниже и спросите снова.",
    nothingNear: {
      one: "Ничего близкого не нашлось в {n} документе.",
      few: "Ничего близкого не нашлось в {n} документах.",
      many: "Ничего близкого не нашлось в {n} документах.",
      other: "Ничего близкого не нашлось в {n} документах.",
    },
    nothingNearFiltered: "Ничего близкого не нашлось там, где разрешает искать фильтр.",
    otherWords: "Попробуйте другие слова или спросите о чём-то одном.",
    notSure: "Уверенности для ответа не хватает.",
    anyway: "Всё же показать самое вероятное предложение",
    missing: {
      one: "Ни в одном из найденных отрывков нет слова",
      other: "Ни в одном из найденных отрывков нет слов",
    },
    noneLikely: "Ни одно из найденных предложений не похоже на ответ.",
    found: { one: "{n} отрывок", few: "{n} отрывка", many: "{n} отрывков", other: "{n} отрывка" },
    lessNear: {
      one: "Ещё {n}, менее близкий",
      few: "Ещё {n}, менее близких",
      many: "Ещё {n}, менее близких",
      other: "Ещё {n}, менее близких",
    },
    took: "{found} за {time}",
    nothing: "Ничего не нашлось. Попробуйте другие слова или спросите о чём-то одном.",
    again: "Повторить",
    failed: "Сервер не отвечает",
    failedDetail: "Проверьте, что он запущен, и повторите.",
    refused: "Сервер отказал",
    refusedDetail: "Повторите позже.",
    serverSays: "Что говорит сервер (по-английски)",
    shelf: {
      one: "{n} документ",
      few: "{n} документа",
      many: "{n} документов",
      other: "{n} документа",
    },
    more: { one: "и ещё {n}", few: "и ещё {n}", many: "и ещё {n}", other: "и ещё {n}" },
    empty: "Документов пока нет",
    emptyDetail: "Перетащите сюда файлы ({suffixes}) или добавьте папку из терминала: spravka index ПАПКА",
    collection: "Собрание",
    add: "Добавить файлы",
    adding: "Добавляем {done} из {n}…",
    added: {
      one: "добавлен {n} документ",
      few: "добавлены {n} документа",
      many: "добавлено {n} документов",
      other: "добавлено {n} документа",
    },
    replaced: { one: "заменён {n}", few: "заменены {n}", many: "заменено {n}", other: "заменено {n}" },
    unchanged: { one: "{n} без изменений", other: "{n} без изменений" },
    drop: "Отпустите файлы, чтобы добавить их",
    delete: "Удалить",
    deleteAsk: "Удалить {source} из индекса?",
    deleted: "Удалено: {source}",
    token: "Ключ",
    tokenAsk: "Сервер просит ключ доступа. Он есть у того, кто ведёт сервер.",
    tokenRefused: "Этот ключ не подошёл.",
    tokenSend: "Открыть",
    addFolder: "Добавить папку",
    sameText: "{source}: этот текст здесь уже есть, это {other}",
    searched: {
      one: "Просмотрен {n} документ.",
      few: "Просмотрено {n} документа.",
      many: "Просмотрено {n} документов.",
      other: "Просмотрено {n} документа.",
    },
    unread: {
      one: "{n} файл из папок не прочитан",
      few: "{n} файла из папок не прочитаны",
      many: "{n} файлов из папок не прочитано",
      other: "{n} файла из папок не прочитано",
    },
    leftOut: {
      one: "{n} скрытый файл пропущен",
      few: "{n} скрытых файла пропущены",
      many: "{n} скрытых файлов пропущено",
      other: "{n} скрытого файла пропущено",
    },
    code_unknown_format: "такие файлы не читаются",
    code_old_format: "старый формат; сохраните в нынешнем",
    code_encrypted: "зашифрован; сохраните без пароля",
    code_damaged: "повреждён; сохраните заново",
    code_no_text: "в нём нет текста",
    code_garbled: "его текст не тот, что виден на странице",
    code_empty: "пустой",
    code_too_large: "слишком велик; разделите его",
    code_limits: "на чтение ушло слишком много времени или памяти",
    code_unreachable: "недоступен",
    code_invalid: "не документ",
    code_name_taken: "его имя занято другим документом",
    code_link: "ссылка за пределы папки",
    code_hidden: "скрытый",
    code_ignored: "исключён списком в папке",
    line: "строка {line}",
    page: "страница {page}",
    characters: "знаки {start}–{end}",
    score: "оценка",
    dense: "смысл",
    sparse: "слова",
    rerank: "чтение",
    notRead: "не прочитано",
    close: "Закрыть",
    text: "Текст документа",
    earlier: "Текст выше",
    later: "Текст ниже",
    loading: "Загружаем…",
    why: "Почему этот отрывок?",
    whyGone: "Документы с тех пор изменились: повторите поиск.",
    wholePassage: "отрывок",
    bestSentence: "лучшее предложение",
    notFound: "не нашли его",
    gave: "вклад {gave}",
    route_stem: "то же слово",
    route_translation: "перевод",
    route_name: "имя",
    route_number: "число",
    route_identifier: "обозначение",
    route_date: "дата",
    route_title: "в названии",
    route_abbreviation: "сокращение",
    route_spelling: "с опечаткой",
    route_layout: "в другой раскладке",
    exact: "названо точно",
    understood: "понято как «{query}»",
    nowhere: "нигде в документах нет: {words}",
    changed: "Документ изменился с тех пор, как нашёлся этот отрывок: отмеченное место может быть другим.",
  },
};

const KEY = "spravka.language";

/** Return the language the page speaks: the one chosen before, else the browser's. */
export function language() {
  const chosen = remembered();
  if (chosen in STRINGS) return chosen;
  return navigator.languages.some((tag) => /^(ru|be|uk|kk)\b/i.test(tag)) ? "ru" : "en";
}

/** Change to the other language and remember it. */
export function switchLanguage() {
  const next = language() === "ru" ? "en" : "ru";
  try {
    localStorage.setItem(KEY, next);
  } catch {
    document.documentElement.dataset.language = next;
  }
}

// Storage is refused in some private windows; the choice then lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem(KEY) ?? document.documentElement.dataset.language;
  } catch {
    return document.documentElement.dataset.language;
  }
}

/** Return a string with `values` in its places; `n` among them chooses the plural form. */
export function say(key, values = {}) {
  const entry = STRINGS[language()][key];
  const form = new Intl.PluralRules(language()).select(values.n ?? 0);
  const template = typeof entry === "string" ? entry : (entry[form] ?? entry.other);
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : value;
  });
}

/** Return a number as the language writes it, whole or to three digits. */
export function number(value) {
  const digits = Number.isInteger(value) ? {} : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(language(), digits).format(value);
}

/** Return a probability in percent; never as certain, nor as impossible. */
export function probability(value) {
  const rounded = Math.min(0.99, Math.max(0.01, Math.round(value * 100) / 100));
  return new Intl.NumberFormat(language(), { style: "percent" }).format(rounded);
}

/** Return where a citation stands, as far as that is known: its line, page and part. */
export function where({ line, page, part }) {
  return [
    ...(line == null ? [] : [say("line", { line: String(line) })]),
    ...(page == null ? [] : [say("page", { page: String(page) })]),
    ...(part == null ? [] : [part]),
  ];
}

/** Return where a span stands; offsets are names of places, not amounts, and are not grouped. */
export function characters({ start, end }) {
  return say("characters", { start: String(start), end: String(end) });
}

/** Return a time given in milliseconds, in seconds where it is long. */
export function duration(milliseconds) {
  const long = milliseconds >= 1000;
  const value = long ? Math.round(milliseconds / 100) / 10 : Math.round(milliseconds);
  const unit = long ? "second" : "millisecond";
  return new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** Write the page's standing words in its language. */
export function speak() {
  document.documentElement.lang = language();
  for (const node of document.querySelectorAll("[data-say]")) {
    node.textContent = say(node.dataset.say);
  }
  for (const node of document.querySelectorAll("[data-say-placeholder]")) {
    node.placeholder = say(node.dataset.sayPlaceholder);
  }
  for (const node of document.querySelectorAll("[data-say-label]")) {
    node.setAttribute("aria-label", say(node.dataset.sayLabel));
  }
  const toggle = document.getElementById("language");
  toggle.textContent = say("other");
  toggle.lang = language() === "ru" ? "en" : "ru";
}
