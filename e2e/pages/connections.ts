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

  private get form(): Locator {
    return this.page.locator("form").filter({ has: this.page.getByRole("button", { name: "Import key" }) });
  }

  get keyField(): Locator {
    return this.form.getByLabel("Management key", { exact: true });
  }

  async paste(key: string, name = ""): Promise<void> {
    await this.keyField.fill(key);
    await this.form.getByLabel("Name", { exact: true }).fill(name);
    await this.form.getByRole("button", { name: "Import key" }).click();
  }

  card(name: string): Locator {
    return this.page.getByRole("list", { name: "Connections" }).getByRole("listitem").filter({ hasText: name });
  }
}
