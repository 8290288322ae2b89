import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../../design/Icon';
import { words } from '../../../words/words';
import type { OpenPanel } from '../panel';

/** A card over the questions with what belongs to one command. The focus moves into it. */
export function Panel(props: {
  open: OpenPanel;
  title: string;
  /** It fills the space of the questions, for something that takes a while. */
  tall?: boolean;
  children: ComponentChildren;
}) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    card.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <section
      ref={card}
      class={props.tall ? 'panel panel-tall' : 'panel'}
      role="dialog"
      aria-label={props.title}
      tabIndex={-1}
      data-panel={props.open.value}
    >
      <header>
        <h3>{props.title}</h3>
        <button
          type="button"
          class="button button-quiet icon-button"
          onClick={() => {
            props.open.value = undefined;
          }}
          aria-label={words.value.app.close}
        >
          <Icon name="close" />
        </button>
      </header>
      {props.children}
    </section>
  );
}
