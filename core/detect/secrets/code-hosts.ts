/** Tokens of those that keep code and packages, each by the form that it documents. */
import type { PrefixRule } from '../detector.ts';
import { isMasked } from '../value.ts';
import { provider } from './provider.ts';
import { base62Of, crc32, patternRule } from './shared.ts';

/** The cookie of a session of GitLab's web pages; its value is the secret. */
const sessionCookie: PrefixRule = {
  prefixes: ['_gitlab_session='],
  read(text, start, hits) {
    const value = /^[0-9a-f]{32,64}/.exec(text.slice(start + 16, start + 80));
    if (!value) return -1;
    hits.add(start, start + 16 + value[0].length, 5);
    return start + 16 + value[0].length;
  },
};

/** GitHub, "Behind GitHub's new authentication token formats": CRC-32 in base 62 at the end. */
function hasGithubCheck(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  return base62Of(crc32(body.slice(0, -6))) === body.slice(-6);
}

/** Documented examples and random fakes fail the check; they may still be old or partner tokens. */
const githubWeight = (token: string): number => (hasGithubCheck(token) ? 6 : 4);

export const github = provider(
  'secret.github',
  ['github token', 'github pat', 'gh token', 'github access token'],
  patternRule(
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    /gh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9])/y,
    githubWeight,
  ),
  patternRule(['ghs_', 'ghu_', 'ghr_'], /gh[usr]_[A-Za-z0-9]{37,251}(?![A-Za-z0-9])/y, 3),
  // Tokens of installations that carry their claims, a JWT behind the number of the app.
  patternRule(['ghs_'], /ghs_(?:\d{1,12}_)?eyJ[\w-]{10,400}\.eyJ[\w-]{10,2000}\.[\w-]{20,800}/y, 6),
  patternRule(['github_pat_'], /github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9])/y, 6),
  patternRule(['github_pat_'], /github_pat_[A-Za-z0-9_]{36,255}(?![A-Za-z0-9])/y, 4),
);

/** https://docs.gitlab.com/security/tokens/#token-prefixes; routable tokens have parts behind dots. */
export const gitlab = provider(
  'secret.gitlab',
  [
    'gitlab token',
    'gitlab pat',
    'gitlab api token',
    'gitlab access token',
    'ci job token',
    'job token',
  ],
  patternRule(
    'glpat- gloas- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- glwt- glsoat- glffct-'.split(
      ' ',
    ),
    /gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[\w-]{20,300}(?:\.[\w-]{2,64}){0,4}/y,
  ),
  patternRule(['GR1348941'], /GR1348941[\w-]{20}(?![\w-])/y),
  sessionCookie,
);

export const npm = provider(
  'secret.npm',
  ['npm token', 'npm auth token'],
  patternRule(['npm_'], /npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/y, githubWeight),
  {
    // .npmrc, https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration
    prefixes: [':_authToken=', ':_auth=', ':_password='],
    read(text, start, hits) {
      const from = text.indexOf('=', start) + 1;
      const value = /^"?([A-Za-z0-9+/_-]{16,400}={0,2})/.exec(text.slice(from, from + 420));
      if (!value || isMasked(value[1])) return -1;
      const end = from + value[0].length;
      hits.add(end - value[1].length, end, 5);
      return end;
    },
  },
);

export const pypi = provider(
  'secret.pypi',
  ['pypi token', 'pypi api token'],
  patternRule(['pypi-'], /pypi-[A-Za-z0-9_-]{50,1024}/y),
);

export const docker = provider(
  'secret.docker',
  ['docker token', 'docker pat', 'dockerhub token'],
  patternRule(['dckr_pat_', 'dckr_oat_'], /dckr_[po]at_[A-Za-z0-9_-]{27,64}/y),
);

export const atlassian = provider(
  'secret.atlassian',
  ['jira token', 'confluence token', 'atlassian token', 'bitbucket token'],
  patternRule(['ATATT3', 'ATCTT3'], /AT[AC]TT3[A-Za-z0-9_=-]{50,300}/y),
  patternRule(['ATBB'], /ATBB[A-Za-z0-9]{28,40}(?![A-Za-z0-9])/y),
);
