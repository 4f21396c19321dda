import { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import { AnnotationEditor } from './components/AnnotationEditor';
import { migrate } from './fields';
import { OkrQuery } from './types';

/** Entries of the journal, and changes of definitions, as marks on charts. */
export const OkrAnnotations: AnnotationSupport<OkrQuery> = {
  QueryEditor: AnnotationEditor,
  getDefaultQuery: () => annotationQuery({ refId: 'Anno' }),
  // The saved annotation of whatever age; its target is what is asked.
  prepareAnnotation: (annotation: AnnotationQuery<OkrQuery>) => ({
    ...annotation,
    target: annotationQuery({ refId: 'Anno', ...annotation.target }),
  }),
};

/** Marks can only be made of the journal, in one shape. */
function annotationQuery(query: OkrQuery): OkrQuery {
  return { ...migrate(query), queryType: 'journal', format: 'annotations' };
}
