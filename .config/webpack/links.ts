const repository = 'northstar/okrkpi';
const pages = `https://github.com/${repository}/blob/main/`;
const pictures = `https://raw.githubusercontent.com/${repository}/main/`;

/** A page of the repository as it can be read elsewhere: what it links to and shows is addressed in full. */
export function withAbsoluteLinks(markdown: string): string {
  return markdown.replace(
    /(!?)(\[[^\]]*\])\((?!https?:|mailto:|#)([^)\s]+)\)/g,
    (_, picture: string, text: string, path: string) => `${picture}${text}(${picture ? pictures : pages}${path})`
  );
}
