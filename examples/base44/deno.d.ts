/** What these functions use of Deno and of Base44's SDK (https://docs.base44.com/developers/backend/resources/backend-functions). */
declare namespace Deno {
  const env: { readonly get: (name: string) => string | undefined };
  const serve: (handle: (request: Request) => Response | Promise<Response>) => void;
}

declare module 'npm:@base44/sdk' {
  interface User {
    readonly email: string;
    readonly dialpad_id?: string | null;
  }
  interface Contact {
    readonly id: string;
    readonly name: string;
    readonly phone?: string | null;
  }
  interface Entity<Item> {
    readonly list: (sort?: string, limit?: number, skip?: number) => Promise<readonly Item[]>;
  }
  interface Activity {
    readonly cti_event_id: string;
    readonly user: string | null;
    readonly title: string;
  }
  interface Activities {
    readonly filter: (query: Partial<Activity>) => Promise<readonly Activity[]>;
    readonly create: (activity: Activity) => Promise<Activity>;
  }
  interface Base44 {
    readonly auth: { readonly me: () => Promise<User | null> };
    readonly asServiceRole: {
      readonly entities: {
        readonly User: Entity<User>;
        readonly Contact: Entity<Contact>;
        readonly Activity: Activities;
      };
    };
  }
  export const createClientFromRequest: (request: Request) => Base44;
}

declare module 'npm:standardwebhooks@1' {
  export class Webhook {
    constructor(secret: string);
    /** Throws unless the body is signed under the secret. */
    verify(body: string, headers: Readonly<Record<string, string>>): unknown;
  }
}
