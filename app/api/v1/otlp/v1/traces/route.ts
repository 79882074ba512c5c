/** The address as OpenTelemetry extends it; OpenRouter uses the one it is given as it is. */
export { POST, PUT } from "../../route";
