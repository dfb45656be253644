// What HTML and htmx do not do by themselves. Every page works without this file.
import { watchForms } from "./js/forms.js";
import { watchPickers } from "./js/areas/picker.js";
import { watchMerging } from "./js/areas/merging.js";
import { watchVouchers } from "./js/areas/voucher.js";
import { watchInstalled } from "./js/installed.js";
import { watchKeys } from "./js/keys.js";
import { watchFolds, watchMenus } from "./js/menus.js";
import { watchSearch } from "./js/search.js";
import { watchDrafts } from "./js/writing/drafts.js";
import { watchFiles } from "./js/writing/files.js";
import { watchRefusals } from "./js/writing/refusals.js";
import { watchSwaps } from "./js/writing/swaps.js";

watchForms();
watchKeys();
watchMenus();
watchFolds();
watchPickers();
watchMerging();
watchVouchers();
watchSearch();
watchRefusals();
watchFiles();
watchSwaps();
watchDrafts();
watchInstalled();
