import type { Page } from '../model.js';
import { drawPage } from './blocks.js';

const page = JSON.parse(document.getElementById('page')!.textContent!) as Page;
drawPage(page, document.getElementById('place')!);
