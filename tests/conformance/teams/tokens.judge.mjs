// Tokens and two dozen forgeries, made with a public library and judged twice: by Microsoft's own library for bots and by the running
// bot. Where the two differ the row says so: we also refuse what the library lets pass.
// The bot (BOT_URL) must read its signing keys from OPENID_PORT on this machine: Teams:OpenIdMetadataUrl=http://127.0.0.1:<port>/metadata
// with Teams:AppId=22222222-2222-2222-2222-222222222222 and the default Teams:AllowedServiceUrls.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

const require = createRequire(import.meta.url);
const jwt = require('jsonwebtoken');
const { AuthenticationConfiguration, BotFrameworkAuthenticationFactory } = require('botframework-connector');
const bot = process.env.BOT_URL;
const port = process.env.OPENID_PORT;
const appId = '22222222-2222-2222-2222-222222222222';
const issuer = 'https://api.botframework.com';
const service = 'https://smba.trafficmanager.net/amer/';
const options = { skip: bot && port ? false : 'BOT_URL and OPENID_PORT are not set' };

function key(kid, ...endorsements) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', endorsements } };
}

const teams = key('teams', 'msteams');
const web = key('web', 'webchat');
const bare = key('bare');
const stranger = key('stranger', 'msteams');
const now = () => Math.floor(Date.now() / 1000);
const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(change = {}, signer = teams, { algorithm = 'RS256', kid = signer.kid, secret } = {}) {
  const claims = { iss: issuer, aud: appId, serviceurl: service, nbf: now() - 10, exp: now() + 3600, ...change };
  for (const name of Object.keys(claims)) if (claims[name] === undefined) delete claims[name];
  return jwt.sign(claims, secret ?? signer.privateKey, { algorithm, noTimestamp: true, ...(kid ? { keyid: kid } : {}) });
}

const activity = (change = {}) => ({
  type: 'conversationUpdate', id: '1', channelId: 'msteams', serviceUrl: service, from: { id: '29:u' },
  recipient: { id: `28:${appId}` }, conversation: { id: 'a:1', conversationType: 'personal' }, ...change,
});

const metadata = `http://127.0.0.1:${port}/metadata`;
const library = BotFrameworkAuthenticationFactory.create(
  '', true, 'https://login.microsoftonline.com/made-up', 'https://api.botframework.com', issuer, 'https://api.botframework.com', metadata, metadata,
  'urn:botframework:azure', { isValidAppId: async id => id === appId, isAuthenticationDisabled: async () => false },
  new AuthenticationConfiguration());

async function libraryAccepts(authorization, body) {
  try {
    await library.authenticateRequest(body, authorization ?? '');
    return true;
  } catch {
    return false;
  }
}

const stricter = why => ({ library: true, why });

// Ours, name, header, activity, and the library's decision where it is another one.
const rows = () => {
  const good = token();
  const [header, , signature] = good.split('.');
  return [
    [true, 'valid', `Bearer ${good}`], [true, 'expired four minutes ago', `Bearer ${token({ exp: now() - 240 })}`],
    [true, 'valid in four minutes', `Bearer ${token({ nbf: now() + 240 })}`], [true, 'RS512', `Bearer ${token({}, teams, { algorithm: 'RS512' })}`],
    [false, 'no header', null], [false, 'lower-case scheme', `bearer ${good}`], [false, 'basic scheme', `Basic ${good}`], [false, 'garbage', 'Bearer abc'],
    [false, 'wrong issuer', `Bearer ${token({ iss: 'https://evil.example' })}`], [false, 'wrong audience', `Bearer ${token({ aud: 'other' })}`],
    [false, 'issuer with a slash', `Bearer ${token({ iss: `${issuer}/` })}`], [false, 'no issuer', `Bearer ${token({ iss: undefined })}`],
    [true, 'service address in another case', `Bearer ${token({ serviceurl: service.toUpperCase() })}`, activity(), { library: false, why: 'host names have no case; the .NET library takes it too' }],
    [false, 'empty service address', `Bearer ${token({ serviceurl: '' })}`], [false, 'signature cut off', `Bearer ${good.split('.').slice(0, 2).join('.')}.`],
    [false, 'no audience', `Bearer ${token({ aud: undefined })}`], [false, 'expired six minutes ago', `Bearer ${token({ exp: now() - 360 })}`],
    [false, 'valid in six minutes', `Bearer ${token({ nbf: now() + 360 })}`], [false, 'never expires', `Bearer ${token({ exp: undefined })}`, activity(), stricter('a token without an end could be used for ever')],
    [false, 'no service address', `Bearer ${token({ serviceurl: undefined })}`], [false, 'other service address', `Bearer ${token({ serviceurl: 'https://evil.example/' })}`],
    [false, 'service address without its slash', `Bearer ${token({ serviceurl: service.slice(0, -1) })}`],
    [false, 'activity without service address', `Bearer ${good}`, activity({ serviceUrl: undefined }), stricter('an answer would have no address that the token vouches for')],
    [false, 'key endorsed for another channel', `Bearer ${token({}, web)}`], [false, 'activity of another channel', `Bearer ${good}`, activity({ channelId: 'webchat' })],
    [false, 'activity without channel', `Bearer ${good}`, activity({ channelId: undefined })], [false, 'key without endorsements', `Bearer ${token({}, bare)}`, activity(), stricter('as the .NET library refuses it')],
    [false, 'unknown key', `Bearer ${token({}, stranger)}`], [false, 'known key id, other key', `Bearer ${token({}, stranger, { kid: 'teams' })}`],
    [false, 'no key id', `Bearer ${token({}, teams, { kid: null })}`], [false, 'algorithm none', `Bearer ${encode({ alg: 'none', kid: 'teams' })}.${good.split('.')[1]}.`],
    [false, 'HS256 with the public modulus', `Bearer ${token({}, teams, { algorithm: 'HS256', secret: teams.jwk.n })}`],
    [false, 'PS256', `Bearer ${token({}, teams, { algorithm: 'PS256' })}`],
    [false, 'tampered claims', `Bearer ${header}.${encode({ iss: issuer, aud: appId, serviceurl: service, exp: now() + 7200 })}.${signature}`],
  ];
};

let server;
before(() => bot && port && new Promise(resolve => {
  server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url.includes('keys')
      ? { keys: [teams.jwk, web.jwk, bare.jwk] }
      : { issuer, jwks_uri: `http://127.0.0.1:${port}/keys`, id_token_signing_alg_values_supported: ['RS256'] }));
  }).listen(Number(port), '127.0.0.1', resolve);
}));
after(() => server?.close());

test('there are two dozen forgeries', () => assert.ok(rows().filter(([accepted]) => !accepted).length >= 24));

for (const [accepted, name, authorization, body = activity(), other] of rows()) {
  test(`${accepted ? 'accepted' : 'refused'}: ${name}${other ? ` (the library ${other.library ? 'takes' : 'refuses'} it: ${other.why})` : ''}`, options, async () => {
    assert.equal(await libraryAccepts(authorization, body), other?.library ?? accepted, 'the library');
    const response = await fetch(`${bot}/api/messages`, {
      method: 'POST', headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) }, body: JSON.stringify(body),
    });
    assert.equal(response.status, accepted ? 202 : 401);
    assert.equal(await response.text(), '');
  });
}
