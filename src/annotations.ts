import { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import { AnnotationEditor } from './components/AnnotationEditor';
import { migrate } from './fields';
import { OkrQuery } from './types';

/** Entries of the journal, and changes of definitions, as marks on charts. */
export const OkrAnnotations: AnnotationSupport<OkrQuery> = {
  QueryEditor: AnnotationEditor,
  getDefaultQuery: () => annotationQuery({ refId: 'Anno' }),
  // Grafana prepares an annotation until nothing changes any more, so that one that is right must stay the same object.
  prepareAnnotation: (annotation: AnnotationQuery<OkrQuery>) =>
    isReady(annotation.target)
      ? annotation
      : { ...annotation, target: annotationQuery({ refId: 'Anno', ...annotation.target }) },
};

function isReady(query?: OkrQuery): boolean {
  return Boolean(query?.refId && query.schema && query.queryType === 'journal' && query.format === 'annotations');
}

/** Marks can only be made of the journal, in one shape. */
function annotationQuery(query: OkrQuery): OkrQuery {
  return { ...migrate(query), queryType: 'journal', format: 'annotations' };
}
