import type { Locator, Page } from "@playwright/test";

/** Settings, Connections. */
export class ConnectionsPage {
  constructor(
    readonly page: Page,
    readonly organization: string,
  ) {}

  get path(): string {
    return `/${this.organization}/settings/connections`;
  }

  async paste(key: string, name = ""): Promise<void> {
    await this.page.getByLabel("Management key", { exact: true }).fill(key);
    await this.page.getByLabel("Name", { exact: true }).fill(name);
    await this.page.getByRole("button", { name: "Import key" }).click();
  }

  card(name: string): Locator {
    return this.page.getByRole("list", { name: "Connections" }).getByRole("listitem").filter({ hasText: name });
  }
}
