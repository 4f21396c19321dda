import plugin from '../../plugin.json';

/** The data source that the demo provisions. */
export const demo = { name: 'OKR & KPI', uid: 'okrkpi', type: plugin.id };
