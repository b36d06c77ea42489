import { Component, type ReactNode } from "react";
import { LanguageContext } from "../i18n/language.tsx";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/surfaces.tsx";

/** A page that breaks says so, and leaves the rest of the dashboard standing. */
export class PageErrors extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  static override contextType = LanguageContext;
  declare context: React.ContextType<typeof LanguageContext>;
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    const { common } = this.context.text;
    return (
      <Empty
        title={common.unknownError}
        action={<Button onClick={() => location.reload()}>{common.reload}</Button>}
      >
        {common.unknownErrorHint}
      </Empty>
    );
  }
}
