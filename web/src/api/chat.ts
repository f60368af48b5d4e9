/** The chat's wire types, as CONTRACT's Chat section has them; hand-written to keep the page small. */

export interface Choice {
  label: string;
  value: string;
}

export interface SummaryField {
  slot: string;
  label: string;
  value: string;
  /** where the value comes from, when it was not told for this line */
  remark?: string;
  /** the choice that changes this line */
  edit?: string;
}

export interface NextStep {
  what: string;
  by_on: string | null;
  clause: string | null;
}

export interface SummaryCard {
  type: 'summary';
  fields: SummaryField[];
}

export interface ReceiptCard {
  type: 'receipt';
  query_code: string;
  case_number: string;
  filed_at: string;
  unit_name: string | null;
  next_steps: NextStep[];
}

export interface OtherCard {
  type: 'notice' | 'safety' | 'progress' | 'handover' | string;
  [key: string]: unknown;
}

export type Custom = SummaryCard | ReceiptCard | OtherCard;

export interface AttachmentRef {
  attachment_id: string;
  name: string;
  kind: string;
  bytes: number;
}

export type Speaker = 'citizen' | 'bot' | 'agent' | 'system';

export interface ChatMessage {
  id: string;
  text: string;
  choices?: Choice[] | null;
  custom?: Custom | null;
  speaker?: Speaker;
  client_message_id?: string | null;
  at?: string | null;
  /** a citizen's message that is kept but not answered yet */
  pending?: boolean;
}

export interface DraftView {
  filled: Record<string, string>;
  missing: string[];
}

export interface Filed {
  query_code: string;
  case_number: string;
}

export interface Turn {
  messages: ChatMessage[];
  ask: string | null;
  draft: DraftView | null;
  filed: Filed | null;
  handover: boolean;
  /** the office's id of the message that was answered */
  message_id?: string;
}

export interface SessionOpened extends Partial<Turn> {
  session_id: string;
  token: string;
  messages: ChatMessage[];
}

export interface RegionOption {
  code: string;
  name: string;
  level: number;
  has_children: boolean;
}

/** What the page asks of /api/office. */
export interface OfficeFacts {
  name: string;
  phone: string;
  region_code: string;
}

export interface HandoffCode {
  code: string;
  expires_at: string;
}

/** What goes out: a text, a tapped choice, or files with or without a text. */
export interface OutgoingBody {
  text?: string;
  choice?: string;
  attachment_ids?: string[];
}

export interface ProgressStep {
  at: string;
  step: string;
  what: string;
  unit: string | null;
  note: string | null;
}

export interface ProgressDeadline {
  label: string;
  due_on: string;
  clause: string;
  /** law or office */
  source: string;
  /** the holidays of that year are not published yet */
  provisional: boolean;
  state: 'open' | 'met' | 'overdue';
}

export interface ProgressView {
  case_number: string;
  query_code: string;
  title: string;
  status: string;
  status_label: string;
  filed_at: string;
  unit: string | null;
  steps: ProgressStep[];
  deadlines: ProgressDeadline[];
  documents: string[];
  attachments: number;
  can_supplement: boolean;
  can_withdraw: boolean;
  /** 3 满意, 2 基本满意, 1 不满意 */
  rating: { state: 'not_yet' | 'open' | 'done' | 'none'; bureau: number | null; unit: number | null };
}
