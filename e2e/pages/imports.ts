import type { Locator, Page } from "@playwright/test";

export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export function csvFile(name: string, text: string): TestFile {
  return { name, mimeType: "text/csv", buffer: Buffer.from(text) };
}

/** Settings, Imports, and the page of one import. */
export class ImportsPage {
  constructor(
    readonly page: Page,
    readonly organization: string,
  ) {}

  get path(): string {
    return `/${this.organization}/settings/imports`;
  }

  /** Chooses the file as a person does, from this page. */
  async upload(file: TestFile): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.page.getByRole("button", { name: "Choose a file" }).click();
    await (await chooser).setFiles(file);
  }

  /** One of the facts of the import that is shown. */
  fact(name: string): Locator {
    return this.page
      .locator("div")
      .filter({ has: this.page.locator(`xpath=./dt[normalize-space()="${name}"]`) })
      .locator("dd");
  }
}
