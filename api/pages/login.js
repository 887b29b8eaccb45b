// Signing in: the token goes into a cookie that no script can read.
import { code, words } from "./words.js";

const trouble = document.getElementById("trouble");
document.documentElement.lang = code;
document.getElementById("label").textContent = words.token;
document.getElementById("send").textContent = words.send;
document.getElementById("hint").textContent = words.hint;

document.getElementById("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  trouble.textContent = "";
  const field = document.getElementById("token");
  try {
    const answer = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: field.value }),
    });
    if (answer.ok) {
      location.assign("/board");
      return;
    }
    trouble.textContent = answer.status === 429 ? words.wait : words.wrong;
  } catch {
    trouble.textContent = words.failed;
  }
  field.select();
});
