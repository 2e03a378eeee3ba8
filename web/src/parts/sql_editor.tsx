// SqlEditor: CodeMirror with the tables' and columns' names. It lives in a shadow tree, where its
// styles are adopted sheets: the page's policy lets no text become a style sheet.
import { autocompletion, closeCompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, sql } from "@codemirror/lang-sql";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "preact/hooks";

const look = EditorView.theme({
  "&": { fontSize: "14px", color: "var(--text)", backgroundColor: "var(--surface)" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "-3px" },
  ".cm-content": { fontFamily: "ui-monospace, Menlo, Consolas, monospace", padding: "10px 4px", minHeight: "4.5em", caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--text)", border: "1px solid var(--strong-line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionIcon": { display: "none" },
  ".cm-placeholder": { color: "var(--muted)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": { backgroundColor: "var(--accent-soft) !important" },
});
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--c7)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
]);

export interface EditorProps {
  text: string;
  label: string;
  schema: Record<string, string[]>;
  onChange: (text: string) => void;
  onRun: () => void;
}

export default function SqlEditor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const newest = useRef(props);
  newest.current = props;
  const tables = Object.keys(props.schema).sort().join();
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const ask = (asking: EditorView) => {
      closeCompletion(asking);
      newest.current.onRun();
      return true;
    };
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: newest.current.text,
        extensions: [
          history(),
          keymap.of([
            { key: "Mod-Enter", run: ask },
            { key: "Shift-Enter", run: ask },
            ...completionKeymap, ...defaultKeymap, ...historyKeymap,
          ]),
          sql({ dialect: PostgreSQL, schema: newest.current.schema, upperCaseKeywords: true }),
          autocompletion(),
          placeholder("SELECT …"),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": newest.current.label }),
          EditorView.updateListener.of((update) => update.docChanged && newest.current.onChange(update.state.doc.toString())),
          look,
          syntaxHighlighting(colours),
        ],
      }),
    });
    return () => view.destroy();
  }, [tables]);
  return <div class="editor" ref={host} data-testid="editor" />;
}
