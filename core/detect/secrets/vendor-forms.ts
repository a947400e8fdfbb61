/**
 * The forms of tokens that share one class: how a token begins (several beginnings parted by spaces)
 * and what follows, as the provider documents it. The scan needs no literal for them: each holds a
 * run of sixteen or more mixed characters.
 */

const hex = '[0-9a-f]';
const alnum = '[A-Za-z0-9]';
const word = '[A-Za-z0-9_-]';
/** Letters, digits and the like with a digit and a capital among them: no name of a program or a style. */
const odd = '(?=[A-Za-z_-]{0,60}\\d)(?=[a-z0-9_-]{0,60}[A-Z])';
const uuid = `${hex}{8}-(?:${hex}{4}-){3}${hex}{12}`;

export const forms: readonly (readonly [beginnings: string, rest: string])[] = [
  // Cloud, hosting, infrastructure
  ['v1.0-', `${hex}{24}-${hex}{146}`], // Cloudflare origin CA
  ['cfut_ cfat_ cfk_', `${alnum}{40,60}`], // Cloudflare
  ['LTAI', `${alnum}{12,26}`], // Alibaba Cloud
  ['STS.', `${alnum}{20,32}`],
  ['AKLT', `${alnum}{40,60}={0,2}`], // Volcengine
  ['AKID', `${alnum}{32}`], // Tencent Cloud
  ['y0_ y1_ y2_ y3_', `${word}{50,70}`], // Yandex
  ['bce-v3/ALTAK-', `${alnum}{21}\\/${hex}{40}`], // Baidu
  ['rnd_', `${alnum}{28,40}`], // Render
  ['ucat_', `${alnum}{26,40}`], // UpCloud
  ['nbp_', `${alnum}{36}`], // NetBird
  ['xau_ xao_', `${word}{32,100}`], // Xata
  ['xata_', `${alnum}{30,50}`],
  ['fnA', `${word}{37,40}`], // Fauna
  ['p.eyJ', `${word}{20,400}\\.${word}{20,60}`], // Tinybird
  ['essu_', '[A-Za-z0-9+/]{40,200}={0,2}'], // Elastic Cloud
  ['aact_', `(?:prod|hmlg)_${word}{20,300}(?:::[\\w-]{20,300})?`], // Asaas
  ['censys_', `${alnum}{24,40}_?${alnum}{0,40}`],
  ['sktsec_', `${word}{30,80}`], // Socket
  ['AIK_', `${word}{30,80}`], // Aikido
  ['GOOG1E', `${alnum}{55,58}`], // Google Cloud Storage, HMAC
  ['HRKU-', `(?:${uuid}|${word}{58,64})`], // Heroku
  ['nfp_ nfc_ nfo_ nfu_', `${alnum}{36}`], // Netlify
  ['vcp_ vci_ vca_ vcr_ vck_', `${word}{24,60}`], // Vercel
  ['FlyV1 ', 'fm\\d?[a-z]?_[A-Za-z0-9+/=,_-]{100,4000}'],
  ['fm1_ fm2_ fm1a_ fm1r_', '[A-Za-z0-9+/_-]{100,2000}={0,3}'],
  ['fo1_', `${word}{43}`],
  ['SCW', '[A-Z0-9]{17}'], // Scaleway
  ['tk-us-', `${word}{48}`], // Scalingo
  ['AQVN', `${word}{35,38}`],
  ['t1.', `${word}{20,400}={0,2}\\.${word}{86}={0,2}`],
  ['pul-', `${hex}{40}`], // Pulumi
  ['ico-', `${alnum}{32}`], // Infracost
  ['dt0', '[a-z]\\d\\d\\.[A-Z0-9]{8,24}\\.[A-Z0-9]{64}'], // Dynatrace
  ['dp.', '(?:pt|ct|st|sa|scim|audit|said)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}'], // Doppler
  ['ops_', 'eyJ[A-Za-z0-9+/_-]{200,3000}={0,3}'], // 1Password service accounts
  ['A3-', '[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-(?:[A-Z0-9]{5}-){2}[A-Z0-9]{5}'],
  ['dnkey-', '[A-Za-z0-9_=-]{26}-[A-Za-z0-9_=-]{52}'], // Defined Networking
  ['tskey-', '(?:[a-z]{3,10}-)?[A-Za-z0-9]{8,24}-[A-Za-z0-9]{16,48}'], // Tailscale
  ['akab-', '[a-z0-9]{16}-[a-z0-9]{16}'], // Akamai
  ['sha256~', `${word}{43}`], // OpenShift
  ['AGE-SECRET-KEY-1', '[0-9A-Z]{58}'],
  ['SWMKEY-1- SWMTKN-1-', `[A-Za-z0-9+/-]{40,100}`], // Docker Swarm
  ['4b1d', `${alnum}{38}`], // ClickHouse Cloud
  ['mdb_sa_sk_', `${word}{40}`], // MongoDB Atlas
  ['pscale_', '(?:tkn|oauth|pw|api)_[A-Za-z0-9_.=-]{32,64}'], // PlanetScale
  ['napi_', '[a-z0-9]{60,64}'], // Neon
  ['sbp_', `(?:v0_)?${hex}{40}`], // Supabase
  ['sb_secret_', `${word}{20,64}`],
  ['API-', '[A-Z0-9]{25,27}'], // Octopus Deploy
  ['pat.', `${word}{22}\\.${alnum}{24}\\.${alnum}{20}`], // Harness
  ['sat.', `${word}{22}\\.${alnum}{24}\\.${alnum}{20}`],
  ['pnu_ pnb_', `${alnum}{36}`], // Prefect
  ['sdk-', uuid], // LaunchDarkly
  ['cosmo_', `${hex}{32}`], // WunderGraph
  ['dbtc_ dbtu_', `${word}{30,80}`], // dbt
  ['dose dkea', `${hex}{32}`], // Databricks
  ['hcaik_ hcbik_ hccik_ hcxik_ hcamk_ hcxmk_', `${alnum}{50,64}`], // Honeycomb
  ['pylf_v1_', `(?:us|eu|stagingus|stagingeu)_${alnum}{43}`], // Logfire
  ['xaat- xapt-', uuid], // Axiom
  ['ddapp_ ddpat_', `${alnum}{34,60}`], // Datadog
  ['k2sk_v1_', `${alnum}{24}`], // Kolide
  ['ddp_ ddo_', `${alnum}{36}`], // Deno
  ['CCDB1_', `${alnum}{22}_${alnum}{40}`], // CockroachDB
  ['ory_at_ ory_rt_ ory_ac_ ory_st_ ory_pat_ ory_apikey_', `${word}{24,128}`], // Ory
  ['unkey_', `${alnum}{16,48}`], // Unkey
  ['dtn_', `${hex}{64}`], // Daytona
  ['bb_live_', `${word}{20,48}`], // Browserbase
  ['b10_', `${alnum}{40,64}`], // Beam, Baseten
  ['api- sk-', uuid], // LaunchDarkly
  ['K000 K001 K002 K003 K004 K005', `${odd}[A-Za-z0-9+/]{27}`], // Backblaze
  ['cflt', `(?=[A-Za-z+/]{0,50}\\d)[A-Za-z0-9+/]{60}`], // Confluent
  ['ck_ cs_', `${hex}{40}`], // WooCommerce
  ['zpka_', `${hex}{32}_${hex}{8}`], // Zuplo
  // Code, builds, packages
  ['CCIPAT_ CCIPRJ_', `${alnum}{22}_${alnum}{40}`], // CircleCI
  ['CLOJARS_', `${hex}{60}`],
  ['cio', `${alnum}{32}`], // crates.io
  ['rubygems_', `${hex}{48}`],
  ['oy2', '[a-z0-9]{43}'], // NuGet
  ['da2-', '[a-z0-9]{26}'], // AWS AppSync
  ['jsrp_', `${alnum}{32,64}`],
  ['packagist_', `[a-z]{3,4}_${hex}{60,80}`],
  ['pypl_', `${alnum}{40,60}`],
  ['AKCp', `${alnum}{69}`], // Artifactory
  ['cmVmdGtu', `${alnum}{56}`],
  ['sgp_', `(?:(?:${hex}{16}|local)_)?${hex}{40}`], // Sourcegraph
  ['sgp_', `${alnum}{64}`], // Segment
  ['slk_', `${hex}{64}`],
  ['sqp_ squ_ sqa_ sqb_', `${hex}{40}`], // SonarQube
  ['sqco_ sqcp_ sqcu_', `${alnum}{40,80}`], // SonarQube Cloud
  ['bkua_ bkpt_', `${alnum}{40}`], // Buildkite
  [
    'bkua_ bkur_ bktx_ bkaa_ bkar_ bkct_ bkcqt_ bkaj_ bkjat_ bkpt_ bkrt_ bktr_ bkat_ bkpat_ bkps_',
    '[A-Za-z0-9_.-]{24,400}',
  ],
  ['cio_tp_', `${alnum}{32}`], // crates.io, trusted publishing
  ['tr_dev_sk_ tr_stg_sk_ tr_prod_sk_ tr_preview_sk_', `${alnum}{20,24}`], // Trigger.dev
  ['tr_pat_', '[a-z0-9]{32,48}'],
  ['signkey-prod- signkey-test- signkey-branch-', `${hex}{32,128}`], // Inngest
  ['BBDC-', '[A-Za-z0-9+/_=-]{40,50}'], // Bitbucket Data Center
  ['rdme_', '[a-z0-9]{70}'], // ReadMe
  ['PMAK-', `${hex}{24}-${hex}{34}`], // Postman
  ['PMAT-', '[0-9A-Z]{26}'],
  ['lin_api_ lin_oauth_', `${alnum}{32,64}`], // Linear
  ['ntn_', '\\d{9,11}[A-Za-z0-9]{35,37}'], // Notion
  ['secret_', `${alnum}{43}`],
  ['figd_ figu_ figo_', `${word}{40,64}`], // Figma
  ['CFPAT-', `${word}{43}`], // Contentful
  ['pat', `${alnum}{14}\\.${hex}{60,64}`], // Airtable
  ['pat-', `(?:na|eu)\\d-${uuid}`], // HubSpot
  ['tkn.v1_', '[A-Za-z0-9_=-]{60,90}'], // Teamwork
  ['tfp_', '[A-Za-z0-9_.=-]{40,64}'], // Typeform
  ['apify_api_', `${alnum}{34,40}`],
  ['fio-u-', '[A-Za-z0-9_=-]{64}'], // Frame.io
  ['sm_aat_ sm_pat_ sm_sat_', '[A-Za-z0-9]{16}'], // SettleMint
  ['s-s4t2ud- s-s4t2af-', `${hex}{64}`], // 42 Intra
  ['waka_', uuid],
  ['pat_', `${odd}${alnum}{40,64}`], // Coze
  ['cr-', `${hex}{58}`], // CodeRabbit
  ['key_', `${hex}{64}(?:${hex}{64})?`], // Cursor, Runway
  ['key_live_ key_test_', `${alnum}{32}`], // Branch
  ['ATTA', `${hex}{64}`], // Trello
  ['pk_', '\\d{5,12}_[A-Z0-9]{32}'], // ClickUp
  ['pk_', `${hex}{34}`], // Klaviyo, private keys
  ['dG9rO', '[A-Za-z0-9+/]{40,100}={0,2}'], // Intercom
  ['WPL_AP0. WPL_AP1.', '[A-Za-z0-9+/=.]{16,40}'], // LinkedIn
  ['pina_', `${alnum}{40,120}`], // Pinterest
  ['api_live. api_sandbox. api_live_us. api_live_eu. api_live_ca.', `${word}{11}\\.${word}{32}`], // Onfido
  ['RGAPI-', uuid], // Riot Games
  ['endr+', `${alnum}{16}`], // Endor Labs
  ['mergify_application_key_', `${word}{40,80}`],
  ['VF.DM. VF.WS.', `${hex}{24}\\.${alnum}{16}`], // Voiceflow
  ['flb_live_ flb_test_', `${alnum}{20}`],
  ['AAAA', `${word}{7}:APA91b${word}{134}`], // Firebase, legacy server keys
  ['nyt_', `${alnum}{40,60}`],
  ['rootly_', `${hex}{64}`],
  // Watching, mail, messages
  ['glsa_', `${alnum}{32}_[0-9a-fA-F]{8}`], // Grafana
  ['glc_', `[A-Za-z0-9+/]{32,400}={0,3}`],
  ['eyJrIjoi', '[A-Za-z0-9]{60,400}={0,3}'],
  ['NRAK-', '[A-Z0-9]{27}'], // New Relic
  ['NRAA-', `${hex}{27}`],
  ['NRII- NRIQ-', `${word}{32}`],
  ['NRRA-', `${hex}{42}`],
  ['NRBR- NRJS-', `${hex}{19}`],
  ['sntrys_', 'eyJ[A-Za-z0-9+/_=-]{60,400}'], // Sentry
  ['sntryu_ sntryi_', `${hex}{64}`],
  ['phx_ pha_ phr_ phs_', '[A-Za-z0-9_-]{43,64}'], // PostHog
  ['xkeysib- xsmtpsib-', `${hex}{64}-${alnum}{16}`], // Brevo
  ['re_', `${alnum}{8}_${alnum}{24}`], // Resend
  ['md-', `${odd}${word}{22}`], // Mandrill
  ['os_v2_app_ os_v2_org_', '[a-z2-7]{80,120}'], // OneSignal
  ['nyk_v0_', `${alnum}{60,80}`], // Nylas
  ['live_', '\\d{6,12}_[A-Za-z0-9]{30}'], // Twitch
  ['live_ test_', `${hex}{35}`], // Lob
  ['live_ test_ live_auth_ test_auth_', `${hex}{32}`], // Scale
  ['live_ test_', `${odd}${alnum}{25,32}`], // Mollie, MessageBird
  ['BBFF-', `${alnum}{30}`], // Ubidots
  ['aio_', `${alnum}{28}`], // Adafruit
  ['EAA', `(?![A-Za-z0-9]{0,100}A{5})${alnum}{80,400}`], // Meta
  ['IGQ IGAA', '[A-Za-z0-9_-]{100,400}'], // Instagram
  ['AAAAAAAAAAAAAAAAAAAAA', '(?=[A-Za-z0-9]{0,60}%[23][A-F0-9])[A-Za-z0-9%]{60,140}'], // X
  ['sl.', `(?:u\\.)?${word}{120,1400}`], // Dropbox
  ['mfa.', `${word}{84}`], // Discord
  // Payment, trade, travel
  ['EZAK EZTK', `${alnum}{54}`], // EasyPost
  ['shippo_live_ shippo_test_', '[0-9a-fA-F]{40}'],
  ['duffel_live_ duffel_test_', '[A-Za-z0-9_=-]{43}'],
  ['FLWSECK_TEST- FLWSECK-', `[0-9a-zA-Z]{32,40}(?:-X)?`], // Flutterwave
  ['access-', `(?:sandbox|development|production)-${uuid}`], // Plaid
  ['access_token$', `(?:production|sandbox)\\$[0-9a-z]{16}\\$${hex}{32}`], // Braintree
  ['AQE', '[A-Za-z0-9+/]{60,90}={0,2}-[A-Za-z0-9+/]{40,50}={0,2}-[^\\s"\'<>`]{10,24}'], // Adyen
  ['sk_sbox_ sk_', '[a-z0-9]{26}[a-z*$#=]'], // Checkout.com
  [
    'polar_oat_ polar_pat_ polar_whs_ polar_at_u_ polar_at_o_ polar_rt_u_ polar_rt_o_ polar_cs_',
    `${word}{30,60}`,
  ],
  ['TEST_API_KEY: LIVE_API_KEY:', `${hex}{32}:${hex}{32}`], // Circle
  ['mainnet preprod preview testnet ipfs', `${alnum}{32}`], // Blockfrost
  ['EAAA', `${word}{59,61}`], // Square
  ['sandbox_', `${odd}${word}{40}`], // GoCardless
  ['pdl_', '(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}'], // Paddle
  ['ak_live_ ak_test_', `${alnum}{30}`], // Pagar.me
  ['rzp_live_ rzp_test_', `${alnum}{14}`], // Razorpay
  ['p8e-', `[A-Za-z0-9-]{32}`], // Adobe
  ['00D', `${alnum}{9,15}![A-Za-z0-9_.]{60,130}`], // Salesforce
  ['xai-', `${word}{80}`], // xAI
  ['sk-helicone-', '[a-z0-9]{7}(?:-[a-z0-9]{7}){3}'],
  ['pa-', `${odd}${word}{43}`], // Voyage
  ['BSA', `${word}{28}`], // Brave Search
  ['ek_', `${hex}{32}`], // OpenAI, of one session
  ['e2b_', `${hex}{40}`],
  ['m0-', `${alnum}{40}`], // Mem0
  ['ctx7sk-', uuid],
  ['rpa_', `${alnum}{40,50}`], // RunPod
  ['fw_', `${odd}${alnum}{22,24}`], // Fireworks
  ['esecret_', `${word}{24,60}`], // Anyscale
  // Models
  ['gsk_', `${alnum}{40,60}`], // Groq
  ['r8_', `${alnum}{37,40}`], // Replicate
  ['pplx-', `${alnum}{48}`], // Perplexity
  ['nvapi-', `${word}{60,70}`], // NVIDIA
  ['tgp_v1_', `${word}{43}`], // Together
  ['llx-', `${word}{48}`], // LlamaCloud
  ['tvly-', `(?:dev-|prod-)?${alnum}{32}`], // Tavily
  ['pcsk_', `[A-Za-z0-9]{5,6}_${alnum}{60,66}`], // Pinecone
  ['lsv2_pt_ lsv2_sk_', `${hex}{32}_${hex}{10}`], // LangSmith
  ['sk-lf-', uuid], // Langfuse
  ['jina_', `${word}{60}`],
  ['fc-', `${hex}{32}`], // Firecrawl
  ['csk-', '[a-z0-9]{48}'], // Cerebras
  ['scp-live- scp-test-', `${hex}{32}`], // Scrapfly
  ['sk_', `${hex}{48}`], // ElevenLabs
  ['wandb_v1_', `${word}{60,100}`],
  // Maps
  ['sk.eyJ tk.eyJ', `${word}{20,400}\\.${word}{20,40}`], // Mapbox
];
