/**
 * Names of services whose keys have no form of their own: beside such a name, a run of characters that
 * nobody wrote by hand is taken for a key. Words that mean something else as well (box, front, linear)
 * are left out.
 */

const words = (...lines: string[]): readonly string[] => lines.flatMap((line) => line.split(' '));

export const vendorNames = words(
  // Clouds, hosting, networks
  'aliyun cloudflare cloudinary cloudmersive cloudsmith cloudways digitalocean dreamhost fastly godaddy hetzner',
  'heroku infura ionos jfrog kinsta linode moralis namecheap netlify ngrok nexcess openshift ovhcloud packet',
  'quicknode rackspace scaleway scalingo softlayer stackpath supabase tencentcloud upcloud upstash vercel vultr',
  'wasabi zerotier zeit alchemyapi ankr blocknative bscscan etherscan polygonscan tatum nowpayments',
  // Code, builds, quality
  'appveyor bitbucket bitrise buddybuild buildkite circleci codacy codeclimate codecov codemagic codeship',
  'coveralls deepsource gitea gitee github gitlab gitter harness lacework launchdarkly mergify netlify',
  'packagist packagecloud percy pulumi rollbar saucelabs semaphoreci sentry shippable snyk sonarcloud sonarqube',
  'sourcegraph splitio statuscake statuspage testrail travisci veracode whitesource wpengine browserstack bitbar',
  'lambdatest launchpad nuget rubygems gemfury cypressio configcat flagsmith',
  // Watching, logs
  'appdynamics bugsnag cronitor datadog datadoghq dynatrace elasticcloud honeybadger honeycomb influxdb instana',
  'loggly logdna logentries logzio newrelic nodeping opsgenie pagerduty papertrail pingdom raygun scalyr',
  'solarwinds splunk sumologic uptimerobot victorops zabbix grafana kibana airbrake appsignal checkly',
  'betteruptime betterstack healthchecks timberio logtail websitepulse statuspal',
  // Mail, telephony, chat
  'bandwidth clicksend elasticemail infobip klaviyo mailchimp mailerlite mailersend mailgun mailjet mailmodo',
  'mandrill mattermost messagebird moosend nexmo omnisend pepipost plivo postmark pushbullet pusher pushover',
  'sendbird sendgrid sendinblue sendpulse signalwire sinch sparkpost telnyx textmagic twilio vonage zulip',
  'activecampaign aweber campaignmonitor convertkit customerio getresponse iterable mailboxlayer moengage',
  'onesignal airship urbanairship leanplum braze clevertap intercom freshdesk freshworks helpscout zendesk',
  'liveagent livechat drift crisp gorgias kustomer',
  // Models and data
  'ai21 anthropic anyscale assemblyai cohere deepgram deepseek deepai elevenlabs fireworksai gladia groq',
  'huggingface langchain langfuse mistral mistralai nlpcloud openai openrouter perplexity pinecone replicate',
  'runpod stabilityai togetherai voyageai wandb weaviate xai zhipu monkeylearn uclassify clarifai imagga',
  'algolia databricks elastic fivetran meilisearch metabase mixpanel mockaroo mongodb planetscale rapidapi',
  'rudderstack segmentio snowflake stitchdata tableau thoughtspot typesense amplitude heapanalytics parsehub',
  'scraperapi scrapingbee scrapestack scrapingdog proxycrawl zenrows zenserp serpapi serpstack serphouse',
  'webscraper apify diffbot brightdata phantombuster outscraper',
  // Places, weather, facts
  'accuweather airvisual aviationstack climacell foursquare geoapify geocodio geoip here2 ipapi ipdata ipgeolocation',
  'ipinfo iplocate ipstack locationiq mapbox mapquest maptiler maxmind numverify openweather openweathermap',
  'opencage openuv positionstack pyowm owm stormglass tomtom visualcrossing weatherapi weatherbit weatherstack',
  'apilayer currencylayer fixerio exchangerate exchangeratesapi languagelayer pdflayer screenshotlayer userstack',
  'vatlayer calendarific abstractapi alphavantage coinapi coinlayer coinmarketcap cryptocompare finnhub',
  'finage intrinio iexcloud marketstack nasdaqdatalink newsapi currentsapi mediastack nytimes polygonio quandl',
  'tiingo tradier twelvedata worldweather nasa tmdb themoviedb omdb giphy unsplash pexels pixabay spoonacular',
  'sportradar sportsmonk footballdata rebrandly bitly shortio tinyurl peopledatalabs clearbit fullcontact hunterio',
  'rocketreach apollo zoominfo snovio dropcontact neverbounce zerobounce kickbox debounce emailoctopus',
  // Money and trade
  'adyen avalara bitfinex bitmex bittrex binance bitstamp blockchain braintree bybit chargebee checkoutcom coinbase',
  'coinlib currencycloud dwolla easypost fastspring finicity flutterwave gocardless gumroad instamojo kraken',
  'kucoin lemonsqueezy mollie oanda okx paddle pagarme paymongo paypal paysafe paystack plaid poloniex',
  'razorpay recurly revolut samcart shippo shipstation shopify squareup squarespace stripe taxjar transferwise',
  'tremendous truelayer woocommerce worldpay xero yodlee zuora bigcommerce ecwid etsy magento nmi freshbooks',
  'quickbooks zipbooks hiveage harvestapp invoiceninja everhour tmetric clockify toggl chartmogul baremetrics profitwell',
  // Work and office
  'airtable anypoint asana atlassian basecamp calendly clickup coda confluence contentful contentstack copper',
  'cloudconvert convertapi datocms docparser docusign dropbox eventbrite evernote figma fibery formstack',
  'gocanvas hellosign hubspot ifttt insightly jotform jira kanbantool keenio knack kontent magicbell',
  'mailmodo meistertask miro monday notion nutshell pandadoc parseur pipedream pipedrive prismic quip redmine',
  'salesforce salesflare sanityio shutterstock signaturit smartsheet storyblok strapi surveymonkey surveygizmo',
  'surveysparrow teamwork ticketmaster todoist trello typeform webflow wistia wordpress wrike zapier zenkit',
  'zoho zoom bannerbear placid abyssale photoroom removebg tinify tinypng kraken cloudflarestream vimeo',
  'bamboohr breezyhr greenhouse gusto personio workable lever rippling delighted dronahq simplynoted',
  // Identity, safety
  'auth0 authy beyondtrust bitwarden censys clerk crowdstrike cyberark cybersource duosecurity fusionauth hackerone',
  'intruder jumpcloud keycloak lastpass nightfall okta onelogin onfido opswat passbase persona recaptcha',
  'hcaptcha securitytrails shodan sonatype stytch sumsub tenable urlscan virustotal abuseipdb alienvault',
  'binaryedge greynoise ipqualityscore wordfence detectify spectralops jumio trulioo veriff',
  // Social, media, travel
  'facebook instagram linkedin pinterest reddit snapchat soundcloud spotify tiktok tumblr twitch twitter',
  'discord disqus deezer flickr imgur lastfm musixmatch amadeus duffel sabre skyscanner tripadvisor yelp zomato',
  'beamer blazemeter campayn courier cypress dandelionapi dareboost fastforex geocodify glassnode graphhopper',
  'greptile hockeyapp infracost knapsackpro loginradius mavenlink mixmax nicereply ollama opencagedata optimizely',
  'pandascore restpack selectpdf shotstack skrapp smartsheets theoddsapi zenscrape zipcodebase versioneye',
  'adafruit particleio ubidots thingspeak wakatime rescuetime fitbit strava withings oura garmin',
);
