import React from 'react';
import { Format } from '../types';

/** A small picture of a format. The words next to it say the same. */
export function Shape({ format }: { format: Format }) {
  return (
    <svg width={44} height={30} viewBox="0 0 44 30" fill="none" stroke="currentColor" strokeWidth={1.5} aria-hidden>
      {shapes[format]}
    </svg>
  );
}

const frame = <rect x={1} y={1} width={42} height={28} rx={2} />;
const solid = { fill: 'currentColor', stroke: 'none' };

const shapes: Record<Format, React.ReactNode> = {
  table: (
    <>
      {frame}
      <path d="M1 8h42M1 15h42M1 22h42M15 1v28" />
    </>
  ),
  stat: (
    <>
      <rect x={1} y={1} width={19} height={28} rx={2} />
      <rect x={24} y={1} width={19} height={28} rx={2} />
      <path d="M4 25l4-4 4 2 5-6M27 20l4 2 4-3 5 5" />
      <path d="M5 8h8M28 8h8" strokeWidth={4} />
    </>
  ),
  timeline: (
    <>
      <path d="M1 8h15M22 8h21M1 22h26M36 22h7" strokeWidth={6} opacity={0.5} />
      <path d="M16 8h6M27 22h9" strokeWidth={6} />
    </>
  ),
  alert: (
    <>
      {frame}
      <path d="M1 15h42" />
      <circle cx={9} cy={8} r={3} />
      <circle cx={9} cy={22} r={3} {...solid} />
      <path d="M18 8h19M18 22h19" />
    </>
  ),
  observed: (
    <>
      {frame}
      <path d="M1 15h42M6 8h16M6 22h16" />
      <path d="M29 8h9M29 22h9" strokeWidth={4} />
    </>
  ),
  annotations: (
    <>
      <path d="M1 24l9-8 8 4 11-12 14 5" />
      <path d="M13 1v28M31 1v28" strokeDasharray="2 2" />
      <path d="M10 29h6l-3-4zM28 29h6l-3-4z" {...solid} />
    </>
  ),
  multi: (
    <>
      <path d="M1 11l10-5 9 4 11-7 12 4M1 25l10-3 9 2 11-8 12 3" />
    </>
  ),
};
