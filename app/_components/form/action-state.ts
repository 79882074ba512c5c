/** What a form's action answers: done, or what happened and what to do. */
export type ActionState = { done: boolean; error: { message: string; todo: string | null } | null };

export const NOT_SENT: ActionState = { done: false, error: null };
