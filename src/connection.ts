import { OkrOptions, OkrSecrets, TLSMode, tlsModes } from './types';

/** A connection string as settings. */
export interface Connection {
  options: Pick<OkrOptions, 'hosts' | 'database' | 'user' | 'tlsMode'>;
  secrets: Pick<OkrSecrets, 'password'>;
  /** Names of parameters that have no setting here. */
  ignored: string[];
}

/** Why a text cannot be used as a connection string. */
export type ConnectionError = 'form' | 'host' | 'socket';

/**
 * Reads a connection string of PostgreSQL: a URL, postgres://user:password@host:5432,host2/database?sslmode=require, or
 * words, host=db port=5432 dbname=okr user=grafana.
 */
export function parseConnection(text: string): Connection | ConnectionError {
  const trimmed = text.trim();
  const read = /^postgres(ql)?:\/\//i.test(trimmed) ? fromURL(trimmed) : fromWords(trimmed);
  return read ? toConnection(read) : 'form';
}

type Parameters = Map<string, string>;

/** Parses a URL with several hosts, which the URL class of browsers does not know. */
function fromURL(text: string): Parameters | undefined {
  const parts = /^\w+:\/\/(?:([^@/?#]*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(text);
  if (!parts) {
    return undefined;
  }
  const [, login = '', hosts, database = '', query = ''] = parts;
  const [user, ...password] = login.split(':');
  try {
    return new Map([
      ['host', decodeURIComponent(hosts)],
      ['dbname', decodeURIComponent(database)],
      ['user', decodeURIComponent(user)],
      ['password', decodeURIComponent(password.join(':'))],
      ...new URLSearchParams(query),
    ]);
  } catch {
    // A percent sign that encodes nothing.
    return undefined;
  }
}

function fromWords(text: string): Parameters | undefined {
  const word = /\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s']*))(?:\s+|$)/y;
  const found: Parameters = new Map();
  while (word.lastIndex < text.length) {
    const match = word.exec(text);
    if (!match) {
      return undefined;
    }
    found.set(match[1], (match[2] ?? match[3]).replace(/\\(.)/g, '$1'));
  }
  return found.size > 0 ? found : undefined;
}

const used = ['host', 'hostaddr', 'port', 'dbname', 'user', 'password', 'sslmode'];

function toConnection(read: Parameters): Connection | ConnectionError {
  const given = (name: string) => read.get(name) || undefined;
  const hosts = (given('host') ?? given('hostaddr') ?? '').split(',').filter(Boolean);
  if (hosts.length === 0) {
    return 'host';
  }
  if (hosts.some((host) => host.startsWith('/'))) {
    return 'socket';
  }
  const ports = (given('port') ?? '').split(',');
  const sslmode = given('sslmode');
  const ignored = [...read.keys()].filter((name) => !used.includes(name));
  return {
    options: {
      hosts: hosts.map((host, i) => withPort(host, ports[i] ?? ports[0])).join(','),
      database: given('dbname'),
      user: given('user'),
      tlsMode: isTLSMode(sslmode) ? sslmode : undefined,
    },
    secrets: { password: given('password') },
    // allow and prefer may connect without encryption, so they are not taken over.
    ignored: sslmode && !isTLSMode(sslmode) ? [...ignored, `sslmode=${sslmode}`] : ignored,
  };
}

function withPort(host: string, port?: string): string {
  const bare = /^[^:]*$|\]$/.test(host);
  return bare && port ? `${host}:${port}` : host;
}

function isTLSMode(word?: string): word is TLSMode {
  return tlsModes.some((mode) => mode === word);
}
