/** Finds numbers of payment cards in what people type. The twin of dialer/core/card_numbers.py. */

const GAPS = String.raw`[ \u00a0\u2007\u2009\u202f.\-\u2010-\u2013]`;
const DIGITS = new RegExp(String.raw`(?<![\w+])\+?\d(?:${GAPS}?\d)*(?!\w)`, 'g');
const GAP = new RegExp(GAPS);
const IBAN = /\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,4})?\b/g;
const ISSUER = /^(?:4|5[0-9]|6[0-9]|2[2-7]|3[0-9])/;
const PHONE_DIGITS = 15;

/** Whether a text holds what is most likely the number of a payment card. */
export function holdsCardNumber(text: string): boolean {
  const plain = text.replace(IBAN, (found) => '|'.repeat(found.length));
  return [...plain.matchAll(DIGITS)].some(([found]) => isCard(found));
}

function isCard(written: string): boolean {
  const groups = written.replace(/^\++/, '').split(GAP).filter(Boolean);
  const digits = groups.join('');
  const isPhone = written.startsWith('+') && digits.length <= PHONE_DIGITS;
  if (isPhone || (digits.startsWith('00') && digits.length <= PHONE_DIGITS + 2)) return false;
  if (isLong(digits) && !digits.startsWith('0') && passesLuhn(digits)) return true;
  return groups.some((_, first) =>
    groups.slice(first).some((__, more) => {
      const part = groups.slice(first, first + more + 1).join('');
      return isLong(part) && part !== digits && ISSUER.test(part) && passesLuhn(part);
    }),
  );
}

const isLong = (digits: string): boolean => digits.length >= 13 && digits.length <= 19;

function passesLuhn(digits: string): boolean {
  const doubled = [...digits].reverse().map((one, place) => Number(one) * (1 + (place % 2)));
  return doubled.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10 === 0;
}
