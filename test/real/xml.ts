/** Just enough XML for the answers of EC2's query protocol: elements, text, and attributes kept as written. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: string;
  readonly children: readonly XmlElement[];
  /** Text as written, entities included; only where there are no children. */
  readonly text: string;
}

const token = /<\?[^>]*\?>|<(\/?)([\w:.-]+)([^<>]*?)(\/?)>|([^<]+)/g;

export function parseXml(source: string): XmlElement {
  const root = { name: '', attributes: '', children: [] as XmlElement[], text: '' };
  const open = [root];
  for (const [, closing, name, attributes = '', selfClosing, text] of source.matchAll(token)) {
    const parent = open.at(-1);
    if (parent === undefined) throw new Error('XML closes more than it opens');
    if (text !== undefined) parent.text += text;
    if (name === undefined) continue;
    if (closing === '/') {
      if (parent.name !== name) throw new Error(`XML closes ${name} inside ${parent.name}`);
      open.pop();
      continue;
    }
    const element = { name, attributes: attributes.trimEnd(), children: [], text: '' };
    parent.children.push(element);
    if (selfClosing !== '/') open.push(element);
  }
  const [document] = root.children;
  if (document === undefined || open.length !== 1) throw new Error('XML is not one complete element');
  return document;
}

export function writeXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(root)}`;
}

function writeElement({ name, attributes, children, text }: XmlElement): string {
  const content = children.length > 0 ? children.map(writeElement).join('') : text;
  return `<${name}${attributes}>${content}</${name}>`;
}

export function element(name: string, content: string | readonly XmlElement[]): XmlElement {
  return typeof content === 'string'
    ? { name, attributes: '', children: [], text: escapeXml(content) }
    : { name, attributes: '', children: content, text: '' };
}

export function childText(parent: XmlElement, name: string): string | undefined {
  return parent.children.find((child) => child.name === name)?.text;
}

/** The parent with this child in place of the one of the same name, or added at its end. */
export function withChild(parent: XmlElement, child: XmlElement): XmlElement {
  const present = parent.children.some(({ name }) => name === child.name);
  const children = present
    ? parent.children.map((other) => (other.name === child.name ? child : other))
    : [...parent.children, child];
  return { ...parent, children };
}

/** The parent with what `change` makes of its child of that name, where it has one. */
export function changeChild(parent: XmlElement, name: string, change: (child: XmlElement) => XmlElement): XmlElement {
  return { ...parent, children: parent.children.map((child) => (child.name === name ? change(child) : child)) };
}

export function changeItems(set: XmlElement, change: (item: XmlElement) => XmlElement): XmlElement {
  return { ...set, children: set.children.map(change) };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
