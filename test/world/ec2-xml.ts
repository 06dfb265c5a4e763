/** What EC2's XML can hold; a list becomes a sequence of `item`, a field without a value is left out. */
export type XmlValue = string | number | boolean | readonly XmlValue[] | XmlFields;

export interface XmlFields {
  readonly [name: string]: XmlValue | undefined;
}

const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function ec2Answer(action: string, requestId: string, fields: XmlFields): string {
  const body = children({ requestId, ...fields });
  return `${declaration}<${action}Response xmlns="${namespace}">${body}</${action}Response>\n`;
}

export function ec2ErrorAnswer(code: string, message: string, requestId: string): string {
  const body = children({ Errors: { Error: { Code: code, Message: message } }, RequestID: requestId });
  return `${declaration}<Response>${body}</Response>\n`;
}

function children(fields: XmlFields): string {
  return Object.entries(fields)
    .map(([name, value]) => (value === undefined ? '' : `<${name}>${content(value)}</${name}>`))
    .join('');
}

function content(value: XmlValue): string {
  if (isList(value)) return value.map((item) => `<item>${content(item)}</item>`).join('');
  if (typeof value === 'object') return children(value);
  return String(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}
