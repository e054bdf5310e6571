/** What these functions use of Deno and of Base44's SDK (https://docs.base44.com/developers/backend/resources/backend-functions). */
declare namespace Deno {
  const env: { readonly get: (name: string) => string | undefined };
  const serve: (handle: (request: Request) => Response | Promise<Response>) => void;
}

declare module 'npm:@base44/sdk' {
  interface User {
    readonly email: string;
    readonly dialpad_id?: string;
  }
  interface Contact {
    readonly id: string;
    readonly name: string;
    readonly phone?: string;
  }
  interface Entity<Item> {
    readonly list: (sort?: string, limit?: number, skip?: number) => Promise<readonly Item[]>;
  }
  interface Base44 {
    readonly auth: { readonly me: () => Promise<User | null> };
    readonly asServiceRole: { readonly entities: { readonly User: Entity<User>; readonly Contact: Entity<Contact> } };
  }
  export const createClientFromRequest: (request: Request) => Base44;
}
