namespace XoperoBot.Tests.Channels.Playground;

/// <summary>WCAG 2.2, 1.4.3: text has 4.5:1 against what is behind it, large text 3:1.</summary>
internal static class Contrast
{
    /// <summary>Answers with one line for each text that is too faint.</summary>
    public const string Script =
        """
        () => {
          const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
          const channels = colour => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            return [r, g, b, a / 255];
          };
          const luminance = ([r, g, b]) => [r, g, b]
            .map(value => value / 255)
            .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
            .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
          const behind = element => {
            for (let node = element; node; node = node.parentElement) {
              const colour = channels(getComputedStyle(node).backgroundColor);
              if (colour[3] === 1) {
                return colour;
              }
            }
            return [255, 255, 255, 1];
          };
          const faint = [];
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const element = texts.currentNode.parentElement;
            if (texts.currentNode.data.trim() === "" || !element.checkVisibility() || element.closest(".unseen, dialog, option")) {
              continue;
            }
            const style = getComputedStyle(element);
            const colours = [channels(element.closest("svg") ? style.fill : style.color), behind(element)].map(luminance);
            const ratio = (Math.max(...colours) + 0.05) / (Math.min(...colours) + 0.05);
            const size = parseFloat(style.fontSize);
            const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
            if (ratio < (large ? 3 : 4.5)) {
              faint.push(`${texts.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
            }
          }
          return faint;
        }
        """;
}
