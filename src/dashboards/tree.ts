import * as nodegraph from '@grafana/grafana-foundation-sdk/nodegraph';
import { ask, dashboard, datasource, fullWidth, uids } from './okr';

/** What drives the North Star, with the status of every driver. */
export function tree() {
  return dashboard(uids.tree, 'OKR metric tree', 'drill-down').withPanel(
    new nodegraph.PanelBuilder()
      .title('Metric tree')
      .description('The circle has the colour of the status. Click a metric for its details.')
      .datasource(datasource)
      .withTarget(ask({ queryType: 'tree' }))
      .span(fullWidth)
      .height(22)
  );
}
