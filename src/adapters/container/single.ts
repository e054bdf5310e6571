import type {
  BindInWhenOnFluentSyntax,
  BindToFluentSyntax,
  BindWhenOnFluentSyntax,
  ServiceIdentifier,
} from 'inversify';

/** Tokens by the name under which the factory receives their values. */
type Tokens = Readonly<Record<string, ServiceIdentifier<unknown>>>;

/** What the tokens stand for. */
type Resolved<T extends Tokens> = { readonly [K in keyof T]: T[K] extends ServiceIdentifier<infer A> ? A : never };

/**
 * Binds a token to what `make` returns for the values of other tokens, once for each container. A token of another type than `make`
 * expects does not compile.
 */
export const single = <A, T extends Tokens>(
  binding: BindToFluentSyntax<A>,
  tokens: T,
  make: (values: Resolved<T>) => A | Promise<A>,
): BindWhenOnFluentSyntax<A> => {
  const names = Object.keys(tokens);
  const fromValues = (...values: readonly unknown[]): A | Promise<A> =>
    make(Object.fromEntries(names.map((name, index) => [name, values[index]])) as Resolved<T>);
  const bound: BindInWhenOnFluentSyntax<A> = binding.toResolvedValue(fromValues, Object.values(tokens));
  return bound.inSingletonScope();
};
