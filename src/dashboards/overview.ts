import { overviewMetrics } from '../types';
import { objectives } from './objectives';
import { Reader } from './reader';
import { fullWidth, page } from './shell';
import { captions, tiles } from './tile';

/** One screen to look at together: the five numbers that count, and how far the objectives are. */
export function overview(reader: Reader) {
  const five = { metrics: [overviewMetrics] };
  return page(reader, {
    name: 'overview',
    about: reader.words.aboutOverview,
    panels: [
      tiles(reader, five).span(fullWidth).height(7),
      captions(reader, five).span(fullWidth).height(2),
      objectives(reader).span(fullWidth).height(7),
    ],
  });
}
