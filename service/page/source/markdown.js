// What in a Markdown text is not meant to be read, and how the rest of it looks.

import { Strikethrough, Table, TaskList, parser } from "../vendor/lezer/markdown.js";

const markdown = parser.configure([Table, Strikethrough, TaskList]);

// What a node of the tree is drawn as; those that are not named are drawn as plain text.
const DRAWN = {
  HeaderMark: "syntax",
  EmphasisMark: "syntax",
  CodeMark: "syntax",
  CodeInfo: "syntax",
  LinkMark: "syntax",
  StrikethroughMark: "syntax",
  QuoteMark: "syntax",
  TableDelimiter: "syntax",
  HorizontalRule: "syntax",
  HardBreak: "hard",
  HTMLTag: "quiet",
  HTMLBlock: "quiet",
  Comment: "quiet",
  CommentBlock: "quiet",
  LinkReference: "quiet",
  StrongEmphasis: "strong",
  Emphasis: "em",
  InlineCode: "mono",
  Strikethrough: "struck",
  Link: "link",
  Image: "quiet",
  ATXHeading1: "head",
  ATXHeading2: "head",
  ATXHeading3: "head",
  ATXHeading4: "head",
  ATXHeading5: "head",
  ATXHeading6: "head",
  SetextHeading1: "head",
  SetextHeading2: "head",
  FencedCode: "mono",
  CodeBlock: "mono",
  Blockquote: "quoted",
};
// Marks that stand for a sign of their own, which the page draws in their place.
const BULLET = "syntax bullet";
const TICKED = "syntax ticked";
const UNTICKED = "syntax unticked";

/**
 * Return spans {from, to, name} of a Markdown text, in code units, by where they begin.
 *
 * No character is in none and in the text: what is hidden is still there, under a name.
 */
export function readMarkdown(text) {
  const spans = [];
  const add = (from, to, name) => {
    if (from < to) spans.push({ from, to, name });
  };
  markdown.parse(text).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === "Link" || name === "Image") add(...behindWords(node), "syntax");
      if (name === "Escape") add(from, from + 1, "syntax");
      else if (name === "URL" && !["Link", "Image"].includes(node.parent.name)) add(from, to, "link");
      else if (name === "TaskMarker")
        add(from, to, /x/i.test(text.slice(from, to)) ? TICKED : UNTICKED);
      else if (name === "ListMark") {
        if (!/\d/.test(text.slice(from, to))) add(from, to, isTask(node) ? "syntax" : BULLET);
      } else if (name === "HeaderMark" || name === "QuoteMark")
        add(from, blanksAfter(text, to), DRAWN[name]);
      else if (name === "CodeMark" && node.parent.name === "FencedCode") {
        add(...wholeLine(text, from, to, node.prevSibling === null), "syntax");
      } else if (DRAWN[name]) add(from, to, DRAWN[name]);
    },
  });
  return spans.sort((one, other) => one.from - other.from || other.to - one.to);
}

/** Return the span of what stands in a link behind the words that are shown in its place. */
function behindWords(link) {
  const [, end] = link.getChildren("LinkMark");
  return [end?.from ?? link.to, link.to];
}

function isTask(node) {
  return node.parent.getChild("Task") !== null;
}

function blanksAfter(text, at) {
  return at + /^[ \t]*/.exec(text.slice(at, at + 100))[0].length;
}

/** Return the span of a fence with the end of the line that it is on, or that is before it. */
function wholeLine(text, from, to, opens) {
  if (opens) return [from, to + /^[^\r\n]*(\r\n|\r|\n)?/.exec(text.slice(to, to + 1000))[0].length];
  const before = /(\r\n|\r|\n)[ \t>]*$/.exec(text.slice(Math.max(0, from - 100), from));
  return [from - (before?.[0].length ?? 0), to];
}

// What the blocks of a Markdown text are called, by their nodes of the tree.
const BLOCKS = {
  Paragraph: "paragraph",
  Task: "list_item",
  FencedCode: "code",
  CodeBlock: "code",
  HTMLBlock: "paragraph",
  TableHeader: "table_row",
  TableRow: "table_row",
};

/** Return the blocks {from, to, kind, level, header} of a Markdown text, in code units. */
export function markdownBlocks(text) {
  const blocks = [];
  markdown.parse(text).iterate({
    enter: ({ name, from, to, node }) => {
      const level = /^(?:ATX|Setext)Heading(\d)$/.exec(name)?.[1];
      const kind = level ? "heading" : BLOCKS[name];
      if (!kind) return true;
      // Rows of a table whose head stands in another passage.
      if (name === "Paragraph" && /^\|/.test(text.slice(from, to))) {
        blocks.push(...linesOf(text, from, to));
        return false;
      }
      const listed = node.parent?.name === "ListItem" && kind !== "code";
      // The mark of an item stands before its first paragraph, on the same line.
      const first = listed && node.prevSibling?.name === "ListMark";
      blocks.push({
        from: first ? node.parent.from : from,
        to,
        kind: listed ? "list_item" : kind,
        level: Number(level ?? 0),
        header: name === "TableHeader",
      });
      return false;
    },
  });
  return blocks;
}

function linesOf(text, from, to) {
  return Array.from(text.slice(from, to).matchAll(/[^\r\n]+/g), ({ index, 0: line }) => ({
    from: from + index,
    to: from + index + line.length,
    kind: "table_row",
    level: 0,
    header: false,
  }));
}
