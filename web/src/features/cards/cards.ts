import { t } from '@lingui/core/macro';

/** What a card is about. */
export type CardKind = 'voice' | 'posture';

export interface CardText {
  id: string;
  kind: CardKind;
  title: string;
  text: string;
  source: string;
}

// Plain advice, in words of our own; each names where it comes from. No card is a diagnosis.
const decalogue = () => t`Policlinico di Milano, “Decalogue of the healthy voice”, World Voice Day 2012`;
const multimedica = () => t`MultiMedica, speech therapy service, World Voice Day 2019`;
const guidelines = () => t`Ministry of Labour, decree of 2 October 2000, guidelines on work at screens`;
const safetyLaw = () => t`Legislative decree 81/2008, article 175`;

/** All cards, in the order in which breaks show them. */
export function allCards(): readonly CardText[] {
  return [
    {
      id: 'water',
      kind: 'voice',
      title: t`Drink before you are thirsty`,
      text: t`A litre and a half to two litres of water over the day keep the vocal folds moist. Keep a glass at hand and take a sip between two calls.`,
      source: decalogue(),
    },
    {
      id: 'pauses',
      kind: 'voice',
      title: t`Let the sentence end`,
      text: t`Speak without hurry and breathe where a sentence ends. A short silence helps the listener too.`,
      source: decalogue(),
    },
    {
      id: 'screen-break',
      kind: 'posture',
      title: t`Leave the screen alone`,
      text: t`Fifteen minutes in every two hours of work at a screen are yours by law, and count as work. They cannot be saved up for later.`,
      source: safetyLaw(),
    },
    {
      id: 'noise',
      kind: 'voice',
      title: t`Do not shout against noise`,
      text: t`If the room is loud, do not raise your voice. Bring the microphone closer, turn up what you hear, and say that it is too loud: use “Something is wrong here”.`,
      source: decalogue(),
    },
    {
      id: 'chair',
      kind: 'posture',
      title: t`Feet on the floor, back on the chair`,
      text: t`Both feet rest on the floor, the small of the back on the backrest. Change position often: the best posture is the next one.`,
      source: guidelines(),
    },
    {
      id: 'air',
      kind: 'voice',
      title: t`Mind the dry air`,
      text: t`Below forty per cent humidity the air dries out the throat. Heating and air conditioning do that quickly: air the room, ask for a humidifier.`,
      source: decalogue(),
    },
    {
      id: 'screen',
      kind: 'posture',
      title: t`An arm's length to the screen`,
      text: t`The screen stands 50 to 70 centimetres from your eyes, its upper edge a little below them, with no window behind it or behind you.`,
      source: guidelines(),
    },
    {
      id: 'coffee',
      kind: 'voice',
      title: t`Coffee with measure`,
      text: t`Much coffee or tea with caffeine dries you out. Take water instead, or an infusion.`,
      source: decalogue(),
    },
    {
      id: 'smoke',
      kind: 'voice',
      title: t`Smoke and dust`,
      text: t`Smoke irritates the throat, other people's too, and so does dust. A break in fresh air does your voice more good.`,
      source: multimedica(),
    },
    {
      id: 'far',
      kind: 'posture',
      title: t`Look far away`,
      text: t`Take your eyes off the screen from time to time and look at something distant, such as what lies outside the window.`,
      source: guidelines(),
    },
    {
      id: 'arms',
      kind: 'posture',
      title: t`Rest your forearms`,
      text: t`Let the forearms lie on the table, keep wrists and fingers loose, and let the shoulders drop. With a headset on one ear, change sides during the day.`,
      source: guidelines(),
    },
    {
      id: 'alarm',
      kind: 'voice',
      title: t`When the voice gives a sign`,
      text: t`Hoarse more often than not, tired of talking at the end of the day, pain when you speak: tell the company doctor early. Do not whisper to spare the voice: be silent instead.`,
      source: multimedica(),
    },
  ];
}

/** The card of this turn; of one kind, or of both. Turns go round. */
export function cardOf(turn: number, kind?: CardKind): CardText {
  const cards = allCards().filter((one) => kind === undefined || one.kind === kind);
  return cards[((turn % cards.length) + cards.length) % cards.length] as CardText;
}
