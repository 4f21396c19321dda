import * as nodegraph from '@grafana/grafana-foundation-sdk/nodegraph';
import { ask } from './ask';
import { Reader } from './reader';
import { datasource, fullWidth, page } from './shell';

/** What drives the North Star, with the status of every driver. */
export function tree(reader: Reader) {
  const { words } = reader;
  return page(reader, {
    name: 'tree',
    about: words.aboutTree,
    panels: [
      new nodegraph.PanelBuilder()
        .title(words.tree)
        .description(words.treeHint)
        .datasource(datasource)
        .withTarget(ask(reader, { queryType: 'tree' }))
        .zoomMode(nodegraph.ZoomMode.Cooperative)
        .span(fullWidth)
        .height(46),
    ],
  });
}
