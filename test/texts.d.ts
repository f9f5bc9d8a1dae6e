/** A document as text, which Vite imports in Node and in the Workers runtime alike. */
declare module '*.md?raw' {
  const text: string
  export default text
}
