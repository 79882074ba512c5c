"use client";
import { FileUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { type DragEvent, useId, useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { NOT_SENT } from "@/app/_components/form/action-state";
import { Field, Select } from "@/app/_components/form/field";
import { ProgressBar } from "@/app/_components/progress-bar";
import { Notice } from "@/app/_components/states";
import { cancel } from "../actions";
import { type Problem, send } from "./send-file";

const CANCELLED: Problem = { message: "Cancelled. Nothing of the file was taken.", todo: null };

interface UploadBoxProps {
  organization: string;
  connections: { id: string; name: string }[];
}

/** Takes a CSV by choosing or dropping it, and shows how much of it has arrived. */
export function UploadBox({ organization, connections }: UploadBoxProps) {
  const router = useRouter();
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [connection, setConnection] = useState("");
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ name: string; value: number; cancel: () => void } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const choose = connections.length > 1;

  const start = async (file: File | undefined) => {
    if (!file || sending) return;
    setProblem(null);
    const query = new URLSearchParams({ name: file.name.slice(-200), ...(connection && { connection }) });
    const upload = send(`/api/organizations/${organization}/imports?${query}`, file, (value) =>
      setSending((before) => before && { ...before, value }),
    );
    const cancelUpload = async () => {
      const form = new FormData();
      form.set("organization", organization);
      form.set("importId", upload.importId);
      // Said before the connection is cut, which by itself looks like one that broke.
      const { done } = await cancel(NOT_SENT, form).catch(() => NOT_SENT);
      upload.stop(done ? CANCELLED : { message: "The upload was stopped.", todo: "See in the list what became of the file." });
    };
    setSending({ name: file.name, value: 0, cancel: cancelUpload });
    const outcome = await upload.outcome;
    setSending(null);
    if (picker.current) picker.current.value = "";
    if ("id" in outcome) router.push(`/${organization}/settings/imports/${outcome.id}`);
    else {
      setProblem(outcome);
      router.refresh();
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const { files } = event.dataTransfer;
    if (files.length > 1) setProblem({ message: "One file at a time, please.", todo: "Drop them one after the other." });
    else void start(files[0]);
  };
  return (
    <div className="flex flex-col gap-4">
      {choose && (
        <Field
          id={`${id}-connection`}
          label="Account"
          hint="Whose log is it? Rows that are known already keep the account they have."
        >
          <Select id={`${id}-connection`} value={connection} onChange={(event) => setConnection(event.target.value)}>
            <option value="">Choose an account</option>
            {connections.map((known) => (
              <option key={known.id} value={known.id}>
                {known.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <section
        aria-label="Upload"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={`flex flex-col items-center gap-3 rounded-lg border border-dashed px-6 py-8 text-center text-sm ${over ? "border-brand bg-brand-tint" : "border-line-strong bg-surface"}`}
      >
        {sending ? (
          <div className="flex w-full max-w-md flex-col gap-3">
            <ProgressBar
              value={sending.value}
              label={sending.value < 1 ? `Uploading ${sending.name}` : `Reading ${sending.name}`}
            />
            <div>
              <Button size="small" onClick={sending.cancel}>
                Cancel
              </Button>
            </div>
          </div>
        ) : (
          <>
            <FileUp aria-hidden size={22} className="text-muted" />
            <p className="text-muted">Drop OpenRouter's activity export (CSV) here, or</p>
            <label htmlFor={`${id}-file`} className="sr-only">
              CSV file
            </label>
            <input
              id={`${id}-file`}
              ref={picker}
              type="file"
              accept=".csv,text/csv,text/plain"
              className="sr-only"
              tabIndex={-1}
              onChange={(event) => void start(event.target.files?.[0])}
            />
            <Button look="primary" disabled={choose && !connection} onClick={() => picker.current?.click()}>
              Choose a file
            </Button>
          </>
        )}
      </section>
      {problem && (
        <Notice tone="bad">
          {problem.message} {problem.todo}
        </Notice>
      )}
    </div>
  );
}
