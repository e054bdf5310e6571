/*
 * The types of the API and of its events. Made by `npm run client:types` from /openapi.json; a test fails if it is not up to date.
 */

export interface paths {
    "/api/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls, newest first */
        get: operations["getApiCalls"];
        put?: never;
        /** Dials for a person: their devices ring, and Dialpad calls the number once they answer */
        post: operations["postApiCalls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls that are ringing or active */
        get: operations["getApiCallsActive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One call */
        get: operations["getApiCallsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Writes the CRM’s own disposition, note and record address on a call; null takes one away */
        patch: operations["patchApiCallsById"];
        trace?: never;
    };
    "/api/calls/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The events that told of a call, oldest first */
        get: operations["getApiCallsByIdEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The webhooks that a call is made from, as they were received, newest first */
        get: operations["getApiCallsByIdWebhooks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/label": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces the labels of a call in Dialpad */
        post: operations["postApiCallsByIdLabel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/hangup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hangs up a call that rings or goes on; its end comes as an event */
        post: operations["postApiCallsByIdHangup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Transfers a call that rings or goes on to a number or a person; what follows comes as events */
        post: operations["postApiCallsByIdTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages/threads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Text messages by the other party’s number: the newest of each, newest first */
        get: operations["getApiMessagesThreads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Text messages, newest first */
        get: operations["getApiMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One text message */
        get: operations["getApiMessagesById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The events of the stream after one, oldest first */
        get: operations["getApiEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws-tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A ticket that opens one connection within a minute, so that a browser never holds the key */
        post: operations["postApiWsTickets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls by hour, day, week or month, and by person: how many, answered, missed, how long; the last 7 days by day */
        get: operations["getApiStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contacts, oldest first */
        get: operations["getApiContacts"];
        /** Saves up to 1,000 contacts, so that a ring says whom the CRM knows; replaces the one that a number has */
        put: operations["putApiContacts"];
        post?: never;
        /** Deletes the contact that a number has */
        delete: operations["deleteApiContacts"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who has a number: the contact, the calls there were with it, and which CRM users answered them */
        get: operations["getApiLookup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/voicemails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Voicemails, newest first */
        get: operations["getApiVoicemails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/voicemails/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One voicemail */
        get: operations["getApiVoicemailsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/voicemails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Voicemails, newest first */
        get: operations["getInternalAppsByAppIdVoicemails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/voicemails/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One voicemail */
        get: operations["getInternalAppsByAppIdVoicemailsById"];
        put?: never;
        post?: never;
        /** Deletes a voicemail; it cannot be restored */
        delete: operations["deleteInternalAppsByAppIdVoicemailsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Apps, oldest first */
        get: operations["getInternalApps"];
        put?: never;
        /** Creates an app with its first key, which is shown once */
        post: operations["postInternalApps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One app */
        get: operations["getInternalAppsByAppId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Renames an app, switches it on or off, or gives it a country */
        patch: operations["patchInternalAppsByAppId"];
        trace?: never;
    };
    "/internal/apps/{app_id}/api-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a key, which is shown once; any other key of the app becomes invalid */
        post: operations["postInternalAppsByAppIdApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/api-key/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces the key; the old one becomes invalid at once, or after `grace_seconds` */
        post: operations["postInternalAppsByAppIdApiKeyRotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/api-key/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revokes every key of the app */
        post: operations["postInternalAppsByAppIdApiKeyRevoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/api-key/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The state of the key, with the last characters of it */
        get: operations["getInternalAppsByAppIdApiKeyStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/api-key/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The history of the keys */
        get: operations["getInternalAppsByAppIdApiKeyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/users/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Maps a Dialpad user to a CRM user; replaces an earlier mapping */
        post: operations["postInternalAppsByAppIdUsersMap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/users/batch-map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same for up to 10,000 users, all or none */
        post: operations["postInternalAppsByAppIdUsersBatchMap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/users/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mappings, newest first */
        get: operations["getInternalAppsByAppIdUsersMappings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/users/mappings/dialpad/{dialpad_user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The mapping of a Dialpad user */
        get: operations["getInternalAppsByAppIdUsersMappingsDialpadByDialpadUserId"];
        put?: never;
        post?: never;
        /** Deletes the mapping of a Dialpad user */
        delete: operations["deleteInternalAppsByAppIdUsersMappingsDialpadByDialpadUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/users/mappings/crm/{crm_user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The mapping of a CRM user */
        get: operations["getInternalAppsByAppIdUsersMappingsCrmByCrmUserId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/users/mappings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a mapping */
        delete: operations["deleteInternalAppsByAppIdUsersMappingsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Erases what is stored about a person, named by one of number, dialpad_user_id, crm_user_id; ask again with the cursor until it is complete */
        post: operations["postInternalAppsByAppIdErase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Administrative acts, newest first; `to` is not included. A null status: the outcome is not known */
        get: operations["getInternalAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/dialpad/connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The address at which an administrator connects the app to its Dialpad account */
        post: operations["postInternalAppsByAppIdDialpadConnect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/dialpad": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The app’s connection to Dialpad */
        get: operations["getInternalAppsByAppIdDialpad"];
        put?: never;
        post?: never;
        /** Disconnects the app: its tokens are revoked at Dialpad and deleted here */
        delete: operations["deleteInternalAppsByAppIdDialpad"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/dialpad/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The app’s webhook at Dialpad */
        get: operations["getInternalAppsByAppIdDialpadWebhook"];
        put?: never;
        /** Makes the app’s webhook and subscriptions at Dialpad, or repairs what is missing */
        post: operations["postInternalAppsByAppIdDialpadWebhook"];
        /** Deletes the app’s webhook and subscriptions at Dialpad */
        delete: operations["deleteInternalAppsByAppIdDialpadWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/dialpad/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Asks Dialpad whether it accepts the app’s access, and how its webhook and subscriptions stand there */
        get: operations["getInternalAppsByAppIdDialpadCheck"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/dialpad/webhook/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives the webhook a new secret; deliveries signed with the old one are accepted for `grace_seconds` */
        post: operations["postInternalAppsByAppIdDialpadWebhookRotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which time ranges are complete, and the progress of filling the others */
        get: operations["getInternalAppsByAppIdCoverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/dialpad/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks Dialpad for the calls that began or ended in a time range; the coverage shows the progress */
        post: operations["postInternalAppsByAppIdDialpadBackfill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/users/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Matches Dialpad’s users to CRM users by e-mail address and maps them; with `dry_run` it only proposes */
        post: operations["postInternalAppsByAppIdUsersSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/webhook-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Received webhooks, newest first, and the status of each */
        get: operations["getInternalWebhookEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/webhook-events/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The number of webhooks by status, and the age of the oldest pending one */
        get: operations["getInternalWebhookEventsStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/webhook-events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One received webhook, with its payload */
        get: operations["getInternalWebhookEventsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/webhook-events/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Processes all webhooks of a status again; for unrouted ones the server looks for their app again */
        post: operations["postInternalWebhookEventsRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/webhook-events/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Processes one webhook again */
        post: operations["postInternalWebhookEventsByIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/simulations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be simulated: calls, voicemails and messages, by name */
        get: operations["getInternalSimulations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Simulates a call or an exchange of messages: signed webhooks arrive as Dialpad would send them, `speed` times as fast as in life. It goes to or from `dialpad_user_id`, if that is given */
        post: operations["postInternalAppsByAppIdSimulate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The endpoints that the app’s events are sent to */
        get: operations["getInternalAppsByAppIdEndpoints"];
        put?: never;
        /** Makes an endpoint: it is sent the events from now on, signed after Standard Webhooks. The secret is shown once */
        post: operations["postInternalAppsByAppIdEndpoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One endpoint */
        get: operations["getInternalAppsByAppIdEndpointsById"];
        put?: never;
        post?: never;
        /** Deletes an endpoint, with its dead letters */
        delete: operations["deleteInternalAppsByAppIdEndpointsById"];
        options?: never;
        head?: never;
        /** Changes an endpoint, or switches it on or off; one that is switched on is tried at once */
        patch: operations["patchInternalAppsByAppIdEndpointsById"];
        trace?: never;
    };
    "/internal/apps/{app_id}/endpoints/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives an endpoint a new secret; both sign for `grace_seconds` (a day, if none is given) */
        post: operations["postInternalAppsByAppIdEndpointsByIdRotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test, and says how it went */
        post: operations["postInternalAppsByAppIdEndpointsByIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/endpoints/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last 20 attempts, newest first */
        get: operations["getInternalAppsByAppIdEndpointsByIdAttempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/endpoints/{id}/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last 200 events that were given up, newest first */
        get: operations["getInternalAppsByAppIdEndpointsByIdDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/endpoints/{id}/dead-letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the dead letters once more, oldest first, until one fails, 20 are sent, or the time of a request is over */
        post: operations["postInternalAppsByAppIdEndpointsByIdDeadLettersReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/internal/apps/{app_id}/endpoints/{id}/dead-letters/{seq}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a dead letter once more, and says how it went */
        post: operations["postInternalAppsByAppIdEndpointsByIdDeadLettersBySeqReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The health of the server; 503 while storage is out of reach or takes no writes */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["getHealthLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server can do its work */
        get: operations["getHealthReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Memory and uptime; with `accept: text/plain` or `?format=prometheus` every metric, in Prometheus’ text format (in production with `Authorization: Bearer`) */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The event stream as Server-Sent Events; `last-event-id` or `since` resumes it */
        get: operations["getApiEventsStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Failure: {
            /** @constant */
            success: false;
            error: string;
            message: string;
            details?: {
                path: string;
                message: string;
            }[];
        };
        Recap: {
            summary: string | null;
            outcome: string | null;
            purposes: string[];
            action_items: string[];
        };
        Call: {
            /** Format: uuid */
            id: string;
            /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
            dialpad_call_id: number | string;
            /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
            conversation_id: number | string;
            direction: ("inbound" | "outbound") | null;
            from_number: string | null;
            to_number: string | null;
            /** @enum {string} */
            status: "ringing" | "active" | "ended" | "missed" | "rejected" | "voicemail";
            dialpad_user_id: (number | string) | null;
            crm_user_id: string | null;
            /** Format: date-time */
            started_at: string;
            ended_at: string | null;
            duration_seconds: number | null;
            recording_url: string | null;
            answered_by: (number | string) | null;
            answered_elsewhere: boolean;
            ended_reason: ("stale" | "transferred") | null;
            contact_name: string | null;
            hold: ("held" | "parked") | null;
            transferred_from: (number | string) | null;
            labels: string[];
            dispositions: string[];
            recap: components["schemas"]["Recap"] | null;
            transcript_ready: boolean;
            satisfaction: string | null;
            review_url: string | null;
            custom_data: string | null;
            disposition: string | null;
            note: string | null;
            record_url: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        Pagination: {
            limit: number;
            offset: number;
            total: number;
            has_more: boolean;
            next_cursor: string | null;
        };
        ContactCard: {
            name: string;
            record_url: string | null;
        };
        CallEvent: {
            /** @enum {string} */
            event: "call.ring" | "call.dialing" | "call.started" | "call.ended" | "call.missed" | "call.recording.completed" | "call.updated";
            /** Format: uuid */
            event_id: string;
            seq: number;
            /** Format: date-time */
            timestamp: string;
            dialpad_user_id: (number | string) | null;
            from_number: string | null;
            to_number: string | null;
            target_crm_user: string | null;
            /** Format: uuid */
            call_id: string;
            /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
            dialpad_call_id: number | string;
            /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
            conversation_id: number | string;
            direction: ("inbound" | "outbound") | null;
            /** @enum {string} */
            status: "ringing" | "active" | "completed" | "missed" | "rejected" | "voicemail";
            /** Format: date-time */
            started_at: string;
            answered_by: (number | string) | null;
            answered_elsewhere: boolean;
            ended_reason: ("stale" | "transferred") | null;
            contact_name: string | null;
            hold: ("held" | "parked") | null;
            transferred_from: (number | string) | null;
            labels: string[];
            dispositions: string[];
            recap: components["schemas"]["Recap"] | null;
            transcript_ready: boolean;
            satisfaction: string | null;
            review_url: string | null;
            custom_data: string | null;
            disposition: string | null;
            note: string | null;
            record_url: string | null;
            ended_at?: string | null;
            duration_seconds?: number | null;
            recording_url?: string | null;
            changed?: string[];
            previous_crm_user?: string | null;
            contact?: components["schemas"]["ContactCard"] | null;
            /** @constant */
            replayed?: true;
        };
        VoicemailEvent: {
            /** @enum {string} */
            event: "voicemail.received" | "voicemail.updated";
            /** Format: uuid */
            event_id: string;
            seq: number;
            /** Format: date-time */
            timestamp: string;
            dialpad_user_id: (number | string) | null;
            from_number: string | null;
            to_number: string | null;
            target_crm_user: string | null;
            /** Format: uuid */
            voicemail_id: string;
            dialpad_call_id: (number | string) | null;
            duration_seconds: number | null;
            recording_url: string | null;
            transcript: string | null;
            /** @constant */
            replayed?: true;
        };
        MessageEvent: {
            /** @enum {string} */
            event: "message.received" | "message.sent" | "message.updated";
            /** Format: uuid */
            event_id: string;
            seq: number;
            /** Format: date-time */
            timestamp: string;
            dialpad_user_id: (number | string) | null;
            from_number: string | null;
            to_number: string | null;
            target_crm_user: string | null;
            /** Format: uuid */
            message_id: string;
            /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
            dialpad_message_id: number | string;
            direction: ("inbound" | "outbound") | null;
            text: string | null;
            status: ("pending" | "sent" | "undelivered" | "failed" | "delivered" | "received") | null;
            /** Format: date-time */
            sent_at: string;
            /** @constant */
            replayed?: true;
        };
        CoverageEvent: {
            /** @enum {string} */
            event: "coverage.gap_detected" | "coverage.gap_filled";
            /** Format: uuid */
            event_id: string;
            seq: number;
            /** Format: date-time */
            timestamp: string;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
        };
        WebhookEvent: {
            /** Format: uuid */
            id: string;
            app_id: string | null;
            event_type: string | null;
            /** @enum {string} */
            status: "pending" | "processed" | "ignored" | "failed" | "unrouted";
            reason: string | null;
            attempts: number;
            replayed: boolean;
            /** Format: date-time */
            received_at: string;
            payload: unknown;
        };
        Dialled: {
            dialpad_call_id: (number | string) | null;
            /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
            dialpad_user_id: number | string;
            to_number: string;
            from_number: string | null;
            /** Format: date-time */
            next_dial_at: string;
        };
        Message: {
            /** Format: uuid */
            id: string;
            /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
            dialpad_message_id: number | string;
            direction: ("inbound" | "outbound") | null;
            from_number: string | null;
            to_number: string | null;
            text: string | null;
            status: ("pending" | "sent" | "undelivered" | "failed" | "delivered" | "received") | null;
            dialpad_user_id: (number | string) | null;
            crm_user_id: string | null;
            /** Format: date-time */
            sent_at: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        Thread: {
            number: string;
            newest: components["schemas"]["Message"];
        };
        Tally: {
            calls: number;
            inbound: number;
            outbound: number;
            answered: number;
            missed: number;
            voicemails: number;
            talk_seconds: number;
            mean_talk_seconds: number | null;
            mean_wait_seconds: number | null;
        };
        BucketTally: {
            /** Format: date-time */
            start: string;
            /** Format: date-time */
            end: string;
            local_start: string;
            calls: number;
            inbound: number;
            outbound: number;
            answered: number;
            missed: number;
            voicemails: number;
            talk_seconds: number;
            mean_talk_seconds: number | null;
            mean_wait_seconds: number | null;
        };
        PersonTally: {
            /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
            dialpad_user_id: number | string;
            crm_user_id: string | null;
            calls: number;
            inbound: number;
            outbound: number;
            answered: number;
            missed: number;
            voicemails: number;
            talk_seconds: number;
            mean_talk_seconds: number | null;
            mean_wait_seconds: number | null;
        };
        Statistics: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            bucket: string;
            time_zone: string;
            total: components["schemas"]["Tally"];
            buckets: components["schemas"]["BucketTally"][];
            people: components["schemas"]["PersonTally"][] | null;
        };
        Contact: {
            number: string;
            name: string;
            record_url: string | null;
            /** Format: date-time */
            updated_at: string;
        };
        LookUp: {
            number: string;
            contact: components["schemas"]["ContactCard"] | null;
            calls: number;
            answered: number;
            first_at: string | null;
            last_at: string | null;
            last_call: components["schemas"]["Call"] | null;
            crm_users: {
                crm_user_id: string;
                calls: number;
                /** Format: date-time */
                last_at: string;
            }[];
            is_complete: boolean;
        };
        Voicemail: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            app_id: string;
            dialpad_call_id: (number | string) | null;
            dialpad_user_id: (number | string) | null;
            crm_user_id: string | null;
            from_number: string | null;
            to_number: string | null;
            recording_url: string | null;
            transcript: string | null;
            duration_seconds: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        App: {
            /** Format: uuid */
            id: string;
            name: string;
            is_active: boolean;
            /** @description Of phone numbers without a country code; null for the default of the server. */
            country: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        AuditEntry: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            action: "created" | "rotated" | "revoked";
            old_key_hint: string | null;
            new_key_hint: string | null;
            /** Format: date-time */
            performed_at: string;
        };
        UserMapping: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            app_id: string;
            /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
            dialpad_user_id: number | string;
            crm_user_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        Erasure: {
            complete: boolean;
            cursor: string | null;
            erased: {
                calls: number;
                voicemails: number;
                messages: number;
                events: number;
                webhook_events: number;
                mappings: number;
                contacts: number;
            };
        };
        AdminAct: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            action: "app.created" | "app.changed" | "key.created" | "key.rotated" | "key.revoked" | "mapping.saved" | "mapping.deleted" | "mappings.imported" | "users.synced" | "dialpad.connect" | "dialpad.connected" | "dialpad.disconnected" | "webhook.created" | "webhook.removed" | "webhook.secret.rotated" | "backfill.requested" | "call.simulated" | "endpoint.created" | "endpoint.changed" | "endpoint.deleted" | "endpoint.secret.rotated" | "endpoint.tested" | "endpoint.replayed" | "inbox.replayed" | "voicemail.deleted" | "data.erased" | "data.exported" | "data.imported";
            /** @enum {string} */
            actor: "internal-secret" | "oauth-callback" | "cli";
            address: string | null;
            request_id: string | null;
            app_id: string | null;
            target_id: string | null;
            count: number | null;
            status: number | null;
        };
        DialpadConnection: {
            /** @enum {string} */
            status: "disconnected" | "pending" | "connected" | "broken";
            by: ("oauth" | "api_key") | null;
            company: string | null;
            connected_at: string | null;
            token_expires_at: string | null;
            broken_at: string | null;
            broken_reason: string | null;
        };
        DialpadWebhook: {
            id: (number | string) | null;
            url: string;
            call_subscription_id: (number | string) | null;
            sms_subscription_id: (number | string) | null;
            /** Format: date-time */
            created_at: string;
            checked_at: string | null;
            secrets: {
                /** Format: date-time */
                since: string;
                valid_until: string | null;
            }[];
        };
        DialpadWebhookCheck: {
            url: string | null;
            /** @enum {string} */
            webhook: "good" | "missing" | "moved" | "unsigned" | "none";
            /** @enum {string} */
            call_subscription: "good" | "missing" | "off" | "narrowed" | "none";
            /** @enum {string} */
            sms_subscription: "good" | "missing" | "off" | "narrowed" | "none";
        };
        Coverage: {
            since: string | null;
            watched_until: string | null;
            complete: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
            }[];
            missing: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
            }[];
            gaps: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
                /** Format: date-time */
                detected_at: string;
                filled_at: string | null;
            }[];
            filling: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
                /** Format: date-time */
                started_at: string;
                calls_listed: number;
                progress: string;
            } | null;
            last_filled_at: string | null;
            trouble: {
                reason: string;
                /** Format: date-time */
                retry_at: string;
            } | null;
        };
        UserSync: {
            dry_run: boolean;
            matched: {
                /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
                dialpad_user_id: number | string;
                name: string | null;
                email: string | null;
                crm_user_id: string;
                /** @enum {string} */
                mapping: "created" | "proposed" | "kept";
            }[];
            unmatched: {
                /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
                dialpad_user_id: number | string;
                name: string | null;
                email: string | null;
                reason: string;
            }[];
        };
        Scenario: {
            name: string;
            summary: string;
        };
        EndpointAttempt: {
            seq: number;
            /** Format: date-time */
            at: string;
            status: number | null;
            milliseconds: number;
            problem: string | null;
        };
        Endpoint: {
            /** Format: uuid */
            id: string;
            url: string;
            description: string | null;
            events: string[] | null;
            /** @enum {string} */
            state: "enabled" | "disabled" | "gone" | "given-up";
            seq: number;
            failing_since: string | null;
            attempts_at_event: number;
            next_attempt_at: string | null;
            last_attempt: components["schemas"]["EndpointAttempt"] | null;
            dead_letters: number;
            old_secret_until: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        EndpointOutcome: {
            delivered: boolean;
            status: number | null;
            milliseconds: number;
            problem: string | null;
        };
        EndpointDeadLetter: {
            seq: number;
            event: string | null;
            reason: string;
            /** Format: date-time */
            at: string;
        };
        StreamHello: {
            /** @constant */
            event: "stream.hello";
            stream: string;
            seq: number;
            /** Format: uuid */
            app_id: string;
        };
        StreamReset: {
            /** @constant */
            event: "stream.reset";
            stream: string;
            seq: number;
        };
        StreamError: {
            /** @constant */
            event: "error";
            message: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getApiCalls: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
                direction?: "inbound" | "outbound";
                from?: string;
                to?: string;
                number?: string;
                dialpad_user_id?: string;
                crm_user_id?: string;
                conversation_id?: string;
                started_after?: string;
                started_before?: string;
                status?: "ringing" | "active" | "ended" | "missed" | "rejected" | "voicemail" | "completed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Call"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    postApiCalls: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    to_number: string;
                    dialpad_user_id?: (number | string) | null;
                    crm_user_id?: string | null;
                    from_number?: string | null;
                    custom_data?: string | null;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Dialled"];
                    };
                };
            };
        };
    };
    getApiCallsActive: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
                direction?: "inbound" | "outbound";
                from?: string;
                to?: string;
                number?: string;
                dialpad_user_id?: string;
                crm_user_id?: string;
                conversation_id?: string;
                started_after?: string;
                started_before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Call"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    getApiCallsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Call"];
                    };
                };
            };
        };
    };
    patchApiCallsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    disposition?: string | null;
                    note?: string | null;
                    record_url?: string | null;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Call"];
                    };
                };
            };
        };
    };
    getApiCallsByIdEvents: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: (components["schemas"]["CallEvent"] | components["schemas"]["VoicemailEvent"] | components["schemas"]["MessageEvent"] | components["schemas"]["CoverageEvent"])[];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    getApiCallsByIdWebhooks: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["WebhookEvent"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    postApiCallsByIdLabel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    labels: string[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Call"];
                    };
                };
            };
        };
    };
    postApiCallsByIdHangup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    postApiCallsByIdTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    dialpad_user_id?: (number | string) | null;
                    crm_user_id?: string | null;
                    to_number?: string | null;
                    state?: ("hold" | "parked" | "preanswer" | "voicemail") | null;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getApiMessagesThreads: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Thread"][];
                        pagination: {
                            limit: number;
                            has_more: boolean;
                            next_cursor: string | null;
                        };
                    };
                };
            };
        };
    };
    getApiMessages: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
                direction?: "inbound" | "outbound";
                from?: string;
                to?: string;
                number?: string;
                dialpad_user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Message"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    getApiMessagesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Message"];
                    };
                };
            };
        };
    };
    getApiEvents: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        stream: string;
                        seq: number;
                        reset: boolean;
                        data: (components["schemas"]["CallEvent"] | components["schemas"]["VoicemailEvent"] | components["schemas"]["MessageEvent"] | components["schemas"]["CoverageEvent"])[];
                        has_more: boolean;
                    };
                };
            };
        };
    };
    postApiWsTickets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        ticket: string;
                        expires_in: number;
                    };
                };
            };
        };
    };
    getApiStats: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                bucket?: "hour" | "day" | "week" | "month";
                by?: "user";
                time_zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Statistics"];
                    };
                };
            };
        };
    };
    getApiContacts: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Contact"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    putApiContacts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    contacts: {
                        number: string;
                        name: string;
                        record_url?: string | null;
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        count: number;
                    };
                };
            };
        };
    };
    deleteApiContacts: {
        parameters: {
            query: {
                number: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getApiLookup: {
        parameters: {
            query: {
                number: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["LookUp"];
                    };
                };
            };
        };
    };
    getApiVoicemails: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
                dialpad_user_id?: string;
                from?: string;
                to?: string;
                number?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Voicemail"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    getApiVoicemailsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Voicemail"];
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdVoicemails: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
                dialpad_user_id?: string;
                from?: string;
                to?: string;
                number?: string;
            };
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Voicemail"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdVoicemailsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Voicemail"];
                    };
                };
            };
        };
    };
    deleteInternalAppsByAppIdVoicemailsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** @constant */
                            deleted: true;
                        };
                        message: string;
                    };
                };
            };
        };
    };
    getInternalApps: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["App"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    postInternalApps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        /** Format: uuid */
                        app_id: string;
                        app_name: string;
                        api_key: string;
                        /** Format: date-time */
                        created_at: string;
                        note: string;
                    };
                };
            };
        };
    };
    getInternalAppsByAppId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["App"];
                    };
                };
            };
        };
    };
    patchInternalAppsByAppId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name?: string;
                    is_active?: boolean;
                    /** @description Of phone numbers without a country code; null for the default of the server. */
                    country?: string | null;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["App"];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    grace_seconds?: number;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        api_key: string;
                        /** Format: uuid */
                        app_id: string;
                        app_name: string;
                        /** Format: date-time */
                        rotated_at: string;
                        note: string;
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdApiKeyRotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    grace_seconds?: number;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        api_key: string;
                        /** Format: uuid */
                        app_id: string;
                        app_name: string;
                        /** Format: date-time */
                        rotated_at: string;
                        note: string;
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdApiKeyRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        /** Format: uuid */
                        app_id: string;
                        app_name: string;
                        /** Format: date-time */
                        revoked_at: string;
                        message: string;
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdApiKeyStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        /** Format: uuid */
                        app_id: string;
                        app_name: string;
                        has_active_key: boolean;
                        key_hint: string | null;
                        rotated_at: string | null;
                        is_active: boolean;
                        last_used_at: string | null;
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdApiKeyAudit: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["AuditEntry"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdUsersMap: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
                    dialpad_user_id: number | string;
                    crm_user_id: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["UserMapping"];
                        message: string;
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdUsersBatchMap: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    mappings: {
                        /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
                        dialpad_user_id: number | string;
                        crm_user_id: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        count: number;
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdUsersMappings: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["UserMapping"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdUsersMappingsDialpadByDialpadUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                dialpad_user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["UserMapping"];
                    };
                };
            };
        };
    };
    deleteInternalAppsByAppIdUsersMappingsDialpadByDialpadUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                dialpad_user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdUsersMappingsCrmByCrmUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                crm_user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["UserMapping"];
                    };
                };
            };
        };
    };
    deleteInternalAppsByAppIdUsersMappingsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdErase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description In any format: 555-0123, (555) 0123 and 5550123 are the same. A number without a country code is one of the app's country. */
                    number?: string;
                    /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
                    dialpad_user_id?: number | string;
                    crm_user_id?: string;
                    cursor?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Erasure"];
                    };
                };
            };
        };
    };
    getInternalAudit: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
                app_id?: string;
                action?: "app.created" | "app.changed" | "key.created" | "key.rotated" | "key.revoked" | "mapping.saved" | "mapping.deleted" | "mappings.imported" | "users.synced" | "dialpad.connect" | "dialpad.connected" | "dialpad.disconnected" | "webhook.created" | "webhook.removed" | "webhook.secret.rotated" | "backfill.requested" | "call.simulated" | "endpoint.created" | "endpoint.changed" | "endpoint.deleted" | "endpoint.secret.rotated" | "endpoint.tested" | "endpoint.replayed" | "inbox.replayed" | "voicemail.deleted" | "data.erased" | "data.exported" | "data.imported";
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["AdminAct"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdDialpadConnect: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        authorize_url: string;
                        /** Format: date-time */
                        expires_at: string;
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdDialpad: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["DialpadConnection"];
                    };
                };
            };
        };
    };
    deleteInternalAppsByAppIdDialpad: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        revoked: boolean;
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdDialpadWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["DialpadWebhook"];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdDialpadWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["DialpadWebhook"];
                        changes: string[];
                    };
                };
            };
        };
    };
    deleteInternalAppsByAppIdDialpadWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdDialpadCheck: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["DialpadWebhookCheck"];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdDialpadWebhookRotateSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    grace_seconds?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["DialpadWebhook"];
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdCoverage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Coverage"];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdDialpadBackfill: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    from: string;
                    /** Format: date-time */
                    to: string;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Coverage"];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdUsersSync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    dry_run?: boolean;
                    crm_users?: {
                        id: string;
                        email: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["UserSync"];
                    };
                };
            };
        };
    };
    getInternalWebhookEvents: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                cursor?: string;
                status?: "pending" | "processed" | "ignored" | "failed" | "unrouted";
                app_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["WebhookEvent"][];
                        pagination: components["schemas"]["Pagination"];
                    };
                };
            };
        };
    };
    getInternalWebhookEventsStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            pending: number;
                            processed: number;
                            ignored: number;
                            failed: number;
                            unrouted: number;
                            oldest_pending_seconds: number | null;
                        };
                    };
                };
            };
        };
    };
    getInternalWebhookEventsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["WebhookEvent"];
                    };
                };
            };
        };
    };
    postInternalWebhookEventsRetry: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    status: "processed" | "ignored" | "failed" | "unrouted";
                    /** Format: uuid */
                    app_id?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        count: number;
                    };
                };
            };
        };
    };
    postInternalWebhookEventsByIdRetry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        count: number;
                    };
                };
            };
        };
    };
    getInternalSimulations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Scenario"][];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdSimulate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    scenario?: string;
                    speed?: number;
                    /** @description A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond. */
                    dialpad_user_id?: number | string;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            scenario: string;
                            summary: string;
                            deliveries: number;
                            seconds: number;
                        };
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Endpoint"][];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uri */
                    url: string;
                    description?: string | null;
                    events?: ("call.ring" | "call.dialing" | "call.started" | "call.ended" | "call.missed" | "call.recording.completed" | "call.updated" | "voicemail.received" | "voicemail.updated" | "message.received" | "message.sent" | "message.updated" | "coverage.gap_detected" | "coverage.gap_filled")[] | null;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Endpoint"];
                        secret: string;
                        note: string;
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdEndpointsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Endpoint"];
                    };
                };
            };
        };
    };
    deleteInternalAppsByAppIdEndpointsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                    };
                };
            };
        };
    };
    patchInternalAppsByAppIdEndpointsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: uri */
                    url?: string;
                    description?: string | null;
                    events?: ("call.ring" | "call.dialing" | "call.started" | "call.ended" | "call.missed" | "call.recording.completed" | "call.updated" | "voicemail.received" | "voicemail.updated" | "message.received" | "message.sent" | "message.updated" | "coverage.gap_detected" | "coverage.gap_filled")[] | null;
                    enabled?: boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Endpoint"];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdEndpointsByIdRotateSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    grace_seconds?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Endpoint"];
                        secret: string;
                        note: string;
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdEndpointsByIdTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["EndpointOutcome"];
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdEndpointsByIdAttempts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["EndpointAttempt"][];
                    };
                };
            };
        };
    };
    getInternalAppsByAppIdEndpointsByIdDeadLetters: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["EndpointDeadLetter"][];
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdEndpointsByIdDeadLettersReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            delivered: number;
                            left: number;
                            problem: string | null;
                        };
                    };
                };
            };
        };
    };
    postInternalAppsByAppIdEndpointsByIdDeadLettersBySeqReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app_id: string;
                id: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["EndpointOutcome"];
                    };
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "healthy" | "unhealthy";
                        /** Format: date-time */
                        timestamp: string;
                        uptime: number;
                        environment: string;
                        port: number;
                        /** @enum {string} */
                        storage: "up" | "down";
                        redis: ("up" | "down") | null;
                        inbox: {
                            pending: number | null;
                            failed: number | null;
                            oldest_pending_seconds: number | null;
                        };
                        websocket: {
                            connections: number;
                        };
                        dialpad: {
                            connected: number | null;
                            broken: number | null;
                        };
                    };
                };
            };
        };
    };
    getHealthLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "live";
                    };
                };
            };
        };
    };
    getHealthReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready" | "not ready";
                        /** @enum {string} */
                        storage: "up" | "down";
                    };
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        timestamp: string;
                        memory: {
                            heap_used_mb: number;
                            heap_total_mb: number;
                            external_mb: number;
                        };
                        uptime_seconds: number;
                    };
                };
            };
        };
    };
    getApiEventsStream: {
        parameters: {
            query?: {
                since?: number;
                stream?: string;
                events?: string;
                crm_user?: string;
                api_key?: string;
                ticket?: string;
                protocol?: "cti.v1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
}
