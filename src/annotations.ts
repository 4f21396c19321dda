import { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import { AnnotationEditor } from './components/AnnotationEditor';
import { migrate } from './fields';
import { OkrQuery } from './types';

/** Entries of the journal, and changes of definitions, as marks on charts. */
export const OkrAnnotations: AnnotationSupport<OkrQuery> = {
  QueryEditor: AnnotationEditor,
  getDefaultQuery: () => annotationQuery({ refId: 'Anno' }),
  // Grafana calls this until the result is the same object. An annotation that needs no change must be returned as it is.
  prepareAnnotation: (annotation: AnnotationQuery<OkrQuery>) =>
    isReady(annotation.target)
      ? annotation
      : { ...annotation, target: annotationQuery({ refId: 'Anno', ...annotation.target }) },
};

function isReady(query?: OkrQuery): boolean {
  return Boolean(query?.refId && query.schema && query.queryType === 'journal' && query.format === 'annotations');
}

/** The query of an annotation always reads the journal. */
function annotationQuery(query: OkrQuery): OkrQuery {
  return { ...migrate(query), queryType: 'journal', format: 'annotations' };
}
