import { parseConnection } from './connection';

describe('a connection string', () => {
  it.each([
    [
      'a URL with everything',
      'postgres://grafana:s3cret@db.example.com:5433/okr?sslmode=require',
      { hosts: 'db.example.com:5433', database: 'okr', user: 'grafana', tlsMode: 'require' },
      's3cret',
    ],
    [
      'a URL with escaped characters',
      'postgresql://me%40corp:p%40ss%3Aw%2Frd@db/my%20okr',
      { hosts: 'db', database: 'my okr', user: 'me@corp', tlsMode: undefined },
      'p@ss:w/rd',
    ],
    [
      'a URL with replicas',
      'postgres://grafana@one:5432,two:5433/okr?target_session_attrs=any',
      { hosts: 'one:5432,two:5433', database: 'okr', user: 'grafana', tlsMode: undefined },
      undefined,
    ],
    [
      'a URL with an IPv6 address',
      'postgres://[2001:db8::1]:5432/okr',
      { hosts: '[2001:db8::1]:5432', database: 'okr', user: undefined, tlsMode: undefined },
      undefined,
    ],
    [
      'a URL that names its parts in parameters',
      'postgres:///okr?host=db&port=6432&user=grafana&password=p&sslmode=verify-ca',
      { hosts: 'db:6432', database: 'okr', user: 'grafana', tlsMode: 'verify-ca' },
      'p',
    ],
    [
      'words',
      "host=one,two port=5432,5433 dbname=okr user=grafana password='it\\'s secret' sslmode=verify-full",
      { hosts: 'one:5432,two:5433', database: 'okr', user: 'grafana', tlsMode: 'verify-full' },
      "it's secret",
    ],
    [
      'words with one port for all hosts',
      '  host = one,two  port = 6432 ',
      { hosts: 'one:6432,two:6432', database: undefined, user: undefined, tlsMode: undefined },
      undefined,
    ],
  ])('is read: %s', (_, text, options, password) => {
    expect(parseConnection(text)).toMatchObject({ options, secrets: { password } });
  });

  it('tells what it says that has no setting', () => {
    expect(parseConnection('postgres://db/okr?sslmode=prefer&application_name=x')).toMatchObject({
      options: { tlsMode: undefined },
      ignored: ['application_name', 'sslmode=prefer'],
    });
  });

  it.each([
    ['some other text', 'hello there', 'form'],
    ['the URL of something else', 'mysql://db/okr', 'form'],
    ['a broken escape', 'postgres://a:%zz@db/okr', 'form'],
    ['an open quote', "host=db password='x", 'form'],
    ['a URL without a host', 'postgres:///okr', 'host'],
    ['words without a host', 'dbname=okr', 'host'],
    ['a socket', 'host=/var/run/postgresql dbname=okr', 'socket'],
  ])('that cannot be used is told apart: %s', (_, text, error) => {
    expect(parseConnection(text)).toBe(error);
  });
});
