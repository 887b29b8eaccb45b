import { t } from '@lingui/core/macro';
import type { Consent, Meaning } from '@/api/lists';

/** What a column may mean, as people call it. */
export function meaningChoices() {
  const words: Record<Meaning, string> = {
    phone: t`phone number`,
    name: t`first and last name`,
    first_name: t`first name`,
    last_name: t`last name`,
    language: t`language`,
    zone: t`time zone`,
    external_id: t`customer number`,
    priority: t`priority`,
    notes: t`notes`,
    postcode: t`postcode`,
    state: t`state (United States)`,
    owner: t`agent who knows them`,
    basis: t`legal basis`,
    consent_source: t`where consent was given`,
    consent_at: t`when consent was given`,
    consent_text: t`version of the consent's text`,
    consent_channel: t`how consent was given`,
    consent_company: t`to whom consent was given`,
    consent_id: t`reference of the consent`,
    consent_notice: t`how they were informed`,
    list_provider: t`who sold the list`,
    consent_given: t`consent to calls, yes or no`,
    objected: t`objection to calls`,
    field: t`a field of its own`,
    ignore: t`not needed`,
  };
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

type Basis = NonNullable<Consent['basis']>;

/** What may allow a call. */
export function basisChoices() {
  const words: Record<Basis, string> = {
    consent: t`consent`,
    specific_consent: t`consent to this very offer`,
    written_consent: t`consent in writing`,
    contract: t`a contract under way`,
    existing_customer: t`an existing customer`,
    legitimate_interest: t`legitimate interest`,
    public_directory: t`a public directory`,
    request: t`they asked to be called`,
    purchase: t`an earlier purchase`,
    inquiry: t`an earlier inquiry`,
    told_no_objection: t`informed, without objection`,
    not_on_register: t`not on the register of objections`,
  };
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}
